package vault

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/sufler/sufler/shared/desk"
)

// Client is SSM's parameter store, called without the SDK's client, which costs
// each start of the webhook more than all else together: it builds the schemas
// of hundreds of operations, and we need two.
// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html
// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html
type Client struct {
	Region      string
	Credentials aws.CredentialsProvider
	Endpoint    *string // nil: the region's
	HTTP        *http.Client
}

// tries is how often a call is made that a server could not answer.
const tries = 3

// patience is how long one answer is waited for.
const patience = 3 * time.Second

// Get reads a parameter, decrypted.
func (c Client) Get(ctx context.Context, at string) (string, bool, error) {
	var out struct{ Parameter struct{ Value string } }
	kind, err := c.call(ctx, "GetParameter", map[string]any{"Name": at, "WithDecryption": true}, &out)
	if kind == "ParameterNotFound" || kind == "ParameterVersionNotFound" {
		return "", false, nil
	}
	return out.Parameter.Value, err == nil, err
}

// Put stores a SecureString over an older one. Repeating makes another version.
func (c Client) Put(ctx context.Context, name, value string) (int64, error) {
	var out struct{ Version int64 }
	_, err := c.call(ctx, "PutParameter", map[string]any{"Name": name, "Value": value, "Type": "SecureString", "Overwrite": true}, &out)
	return out.Version, err
}

// call answers with the kind of error that SSM names, if it names one. Every
// failure is busy: what we ask is right, so it is the server, or a right that an
// administrator can give.
func (c Client) call(ctx context.Context, operation string, in, out any) (kind string, err error) {
	body, err := json.Marshal(in)
	if err != nil {
		return "", err
	}
	for try := 1; ; try++ {
		var status int
		status, kind, err = c.once(ctx, operation, body, out)
		if err == nil || status == http.StatusBadRequest && !strings.Contains(kind, "Throttl") || try == tries || ctx.Err() != nil {
			break
		}
		select {
		case <-ctx.Done():
		case <-time.After(time.Duration(try) * 50 * time.Millisecond):
		}
	}
	if err != nil {
		err = fmt.Errorf("%w: SSM %s: %w", desk.ErrBusy, operation, err)
	}
	return kind, err
}

func (c Client) once(ctx context.Context, operation string, body []byte, out any) (status int, kind string, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	address := "https://ssm." + c.Region + ".amazonaws.com/"
	if c.Endpoint != nil {
		address = *c.Endpoint
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return 0, "", err
	}
	req.Header.Set("Content-Type", "application/x-amz-json-1.1")
	req.Header.Set("X-Amz-Target", "AmazonSSM."+operation)
	keys, err := c.Credentials.Retrieve(ctx)
	if err != nil {
		return 0, "", err
	}
	sum := sha256.Sum256(body)
	if err := v4.NewSigner().SignHTTP(ctx, keys, req, hex.EncodeToString(sum[:]), "ssm", c.Region, time.Now()); err != nil {
		return 0, "", err
	}
	res, err := c.HTTP.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	if err != nil {
		return 0, "", err
	}
	if res.StatusCode != http.StatusOK {
		var said struct {
			Type string `json:"__type"`
		}
		if json.Unmarshal(raw, &said) != nil {
			said.Type = "unreadable"
		}
		_, after, found := strings.Cut(said.Type, "#")
		if !found {
			after = said.Type
		}
		return res.StatusCode, after, fmt.Errorf("%d %s", res.StatusCode, after)
	}
	return res.StatusCode, "", json.Unmarshal(raw, out)
}
