package vault

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/sufler/sufler/shared/awsjson"
	"github.com/sufler/sufler/shared/desk"
)

// Client is SSM's parameter store, as far as we use it. All its errors are
// desk.ErrBusy.
//
// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html
// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html
// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DeleteParameter.html
type Client struct {
	SSM interface {
		Call(ctx context.Context, operation string, in, out any) error
	}
	About string // described so to whoever looks at what is stored; may be empty
}

// NewClient makes one. endpoint is where SSM is, nil for its own address.
func NewClient(cfg aws.Config, endpoint *string) Client {
	return Client{SSM: awsjson.Service{Name: "ssm", Target: "AmazonSSM", Version: "1.1", Config: cfg, Endpoint: endpoint, Now: time.Now}}
}

// Parameter is a value that is stored, and since when.
type Parameter struct {
	Value string
	At    time.Time
}

// Get reads a parameter, by its name or "name:version", decrypted. ok is false
// if there is none.
func (c Client) Get(ctx context.Context, at string) (p Parameter, ok bool, err error) {
	in := struct {
		Name           string
		WithDecryption bool
	}{at, true}
	var out struct {
		Parameter struct {
			Value            string
			LastModifiedDate float64 // seconds since 1970
		}
	}
	err = c.SSM.Call(ctx, "GetParameter", in, &out)
	if faultIs(err, "ParameterNotFound", "ParameterVersionNotFound") {
		return Parameter{}, false, nil
	}
	p = Parameter{Value: out.Parameter.Value, At: time.UnixMilli(int64(out.Parameter.LastModifiedDate * 1000)).UTC()}
	return p, err == nil, err
}

// Text is what a parameter says, without space around it. ErrNotFound.
func (c Client) Text(ctx context.Context, name string) (string, error) {
	p, ok, err := c.Get(ctx, name)
	if err == nil && !ok {
		err = desk.ErrNotFound
	}
	return strings.TrimSpace(p.Value), err
}

// putParameter is PutParameter's request.
type putParameter struct {
	Name, Value, Type string
	Description       string `json:",omitempty"`
	Overwrite         bool
}

// Put stores a SecureString over an older one. Repeating makes another version.
func (c Client) Put(ctx context.Context, name, value string) (version int64, err error) {
	return c.put(ctx, name, value, true)
}

// Create stores a SecureString unless there is one of the name; ok is false if
// there is. After a lost answer a repeat finds its own.
func (c Client) Create(ctx context.Context, name, value string) (ok bool, err error) {
	_, err = c.put(ctx, name, value, false)
	if faultIs(err, "ParameterAlreadyExists") {
		return false, nil
	}
	return err == nil, err
}

func (c Client) put(ctx context.Context, name, value string, over bool) (version int64, err error) {
	var out struct{ Version int64 }
	err = c.SSM.Call(ctx, "PutParameter", putParameter{name, value, "SecureString", c.About, over}, &out)
	return out.Version, err
}

// Delete takes a parameter away with all its versions; what is gone already is no
// error.
func (c Client) Delete(ctx context.Context, name string) error {
	var out struct{}
	err := c.SSM.Call(ctx, "DeleteParameter", struct{ Name string }{name}, &out)
	if faultIs(err, "ParameterNotFound") {
		return nil
	}
	return err
}

func faultIs(err error, kinds ...string) bool {
	var fault *awsjson.Fault
	return errors.As(err, &fault) && slices.Contains(kinds, fault.Kind)
}
