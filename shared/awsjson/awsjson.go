// Package awsjson calls services of AWS by their JSON protocol, without the SDK's
// clients: each of those makes at every start of a process the tables of all its
// operations and regions, up to 1.5 MB, and we need an operation or two. The
// signature is the SDK's own.
//
// The plugs rely on it for what is answered in short: secrets, a message for a queue, the
// start of an execution, a question to a model, a transcription. DynamoDB and S3 have
// their clients, and so has Bedrock where dialogs are read.
package awsjson

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/sufler/sufler/shared/desk"
)

// Service is one service of AWS in one region.
// https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
type Service struct {
	Name     string                                           // in addresses and signatures: "ssm"
	Target   string                                           // before an operation's name: "AmazonSSM"
	Version  string                                           // of the JSON protocol: "1.1"
	Config   aws.Config                                       // Region, Credentials; HTTPClient, nil: http.DefaultClient
	Host     string                                           // in addresses, where it is not Name
	Endpoint *string                                          // nil: the service's own in the region
	Patience time.Duration                                    // with one answer; 0: AnswerTime
	Now      func() time.Time                                 // for the signature
	Wait     func(ctx context.Context, d time.Duration) error // between tries; nil: for real
}

// Call does an operation: in goes as JSON, the answer comes into out, unless
// that is nil. What may pass is tried again, so the operation must bear a
// repeat.
//
// Every failure is desk.ErrBusy, since what we ask is right: it is the service's,
// or a right that an administrator can give. Where the service said what is
// wrong the error holds a *Fault.
func (s Service) Call(ctx context.Context, operation string, in, out any) error {
	return s.do(ctx, call{what: operation}, in, out)
}

// Post does an operation of a service that is asked by paths: in goes as JSON to
// path, whose pieces are escaped already, and the answer comes into out. For the
// rest it is Call.
// https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
func (s Service) Post(ctx context.Context, path string, in, out any) error {
	return s.do(ctx, call{what: "POST", path: path}, in, out)
}

// call is an operation, by its name, or by a path.
type call struct{ what, path string }

func (s Service) do(ctx context.Context, c call, in, out any) error {
	operation := c.what
	body, err := json.Marshal(in)
	if err != nil {
		return fmt.Errorf("%w: %s %s: %w", desk.ErrInvalid, s.Name, operation, err)
	}
	for try := 1; ; try++ {
		err := s.once(ctx, c, body, out)
		var fault *Fault
		switch {
		case err == nil:
			return nil
		case try == Tries, ctx.Err() != nil, errors.As(err, &fault) && !fault.passes():
			return fmt.Errorf("%w: %s %s: %w", desk.ErrBusy, s.Name, operation, err)
		}
		if ended := s.wait(ctx, Pause(try)); ended != nil {
			return fmt.Errorf("%w: %s %s: %w", desk.ErrBusy, s.Name, operation, errors.Join(err, ended))
		}
	}
}

func (s Service) once(ctx context.Context, c call, body []byte, out any) error {
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(s.Patience, AnswerTime))
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimSuffix(s.address(), "/")+cmp.Or(c.path, "/"), bytes.NewReader(body))
	if err != nil {
		return err
	}
	if c.path == "" {
		req.Header.Set("Content-Type", "application/x-amz-json-"+s.Version)
		req.Header.Set("X-Amz-Target", s.Target+"."+c.what)
	} else {
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Accept", "application/json")
	}
	keys, err := s.Config.Credentials.Retrieve(ctx)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(body)
	if err := v4.NewSigner().SignHTTP(ctx, keys, req, hex.EncodeToString(sum[:]), s.Name, s.Config.Region, s.Now()); err != nil {
		return err
	}
	res, err := s.client().Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	switch {
	case err != nil:
		return err
	case res.StatusCode != http.StatusOK:
		return faultOf(res.StatusCode, res.Header.Get("X-Amzn-ErrorType"), raw)
	case out == nil:
		return nil
	}
	return json.Unmarshal(raw, out)
}

// maxAnswer is how much of an answer is read, in bytes: 96 vectors of 1,536 numbers
// are about two million.
const maxAnswer = 8 << 20

func (s Service) client() aws.HTTPClient {
	if s.Config.HTTPClient != nil {
		return s.Config.HTTPClient
	}
	return http.DefaultClient
}

// address is where the service is: that of the region, whose domain tells which
// of AWS's partitions it belongs to.
func (s Service) address() string {
	if s.Endpoint != nil {
		return *s.Endpoint
	}
	domain := "amazonaws.com"
	switch {
	case strings.HasPrefix(s.Config.Region, "cn-"):
		domain = "amazonaws.com.cn"
	case strings.HasPrefix(s.Config.Region, "eusc-"):
		domain = "amazonaws.eu"
	}
	return "https://" + cmp.Or(s.Host, s.Name) + "." + s.Config.Region + "." + domain + "/"
}
