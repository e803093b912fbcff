// Package presign signs requests to an S3 bucket that somebody else may make for
// a while: links to files, and slots that take their bytes. It needs the bucket's
// name and our credentials, and not S3's client, so that the webhook can show
// files and stay small.
package presign

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/sufler/sufler/shared/desk"
)

// Signer signs for one bucket. What it signs ends with the credentials at the
// latest.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
type Signer struct {
	Bucket      string
	Region      string
	Credentials aws.CredentialsProvider
	Endpoint    *string // a server in S3's place, addressed by path; nil: S3
	Now         func() time.Time
}

// LinkLife is how long a link for people works.
const LinkLife = 10 * time.Minute

// Link is an address under which the file can be had for LinkLife, to be saved
// and never shown as a page: it is a stranger's.
func (s Signer) Link(ctx context.Context, key, name string) (string, error) {
	return s.LinkFor(ctx, key, name, LinkLife)
}

// LinkFor is Link, for as long as is said, and as the credentials it is signed with.
func (s Signer) LinkFor(ctx context.Context, key, name string, life time.Duration) (string, error) {
	return s.get(ctx, key, life, url.Values{
		"response-content-type":        {"application/octet-stream"},
		"response-content-disposition": {"attachment; filename*=UTF-8''" + url.PathEscape(name)},
	})
}

// Sheet is an address at which a browser shows the file as a PDF for LinkLife, and as
// nothing else, whatever it is; the bucket's origin is none of our pages'.
func (s Signer) Sheet(ctx context.Context, key string) (string, error) {
	return s.get(ctx, key, LinkLife, url.Values{"response-content-type": {"application/pdf"}, "response-content-disposition": {"inline"}})
}

// Lend is an address at which a messenger can fetch the file for desk.LendTime.
func (s Signer) Lend(ctx context.Context, key, mime string) (string, error) {
	return s.get(ctx, key, desk.LendTime, url.Values{"response-content-type": {mime}})
}

func (s Signer) get(ctx context.Context, key string, life time.Duration, answer url.Values) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.address(key), nil)
	if err != nil {
		return "", fmt.Errorf("link %s: %w", key, err)
	}
	return s.sign(ctx, req, life, answer)
}

// UploadURL takes exactly the announced bytes, by their number, and their type: both
// are signed.
func (s Signer) UploadURL(ctx context.Context, u desk.Upload) (desk.UploadURL, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPut, s.address(u.Key()), nil)
	if err != nil {
		return desk.UploadURL{}, fmt.Errorf("slot %s: %w", u.ID, err)
	}
	req.ContentLength = u.Size
	req.Header.Set("Content-Type", u.MIME)
	signed, err := s.sign(ctx, req, desk.UploadTime, url.Values{})
	return desk.UploadURL{Method: http.MethodPut, URL: signed, Header: map[string]string{"Content-Type": u.MIME}}, err
}

// sign signs the address, what is asked of the answer, and the request's headers.
func (s Signer) sign(ctx context.Context, req *http.Request, life time.Duration, query url.Values) (string, error) {
	query.Set("X-Amz-Expires", strconv.Itoa(int(life.Seconds())))
	req.URL.RawQuery = query.Encode()
	keys, err := s.Credentials.Retrieve(ctx)
	if err != nil {
		return "", fmt.Errorf("%w: credentials to sign with: %w", desk.ErrBusy, err)
	}
	signed, _, err := v4.NewSigner().PresignHTTP(ctx, keys, req, "UNSIGNED-PAYLOAD", "s3", s.Region, s.Now(), func(o *v4.SignerOptions) {
		o.DisableURIPathEscaping = true // S3 signs paths as they are
	})
	if err != nil {
		return "", fmt.Errorf("sign an address: %w", err)
	}
	return signed, nil
}

// address is an object's. Our keys need no escaping: letters, digits, / and a dot.
func (s Signer) address(key string) string {
	if s.Endpoint != nil {
		return strings.TrimRight(*s.Endpoint, "/") + "/" + s.Bucket + "/" + key
	}
	domain := "amazonaws.com"
	if strings.HasPrefix(s.Region, "cn-") {
		domain = "amazonaws.com.cn"
	}
	return "https://" + s.Bucket + ".s3." + s.Region + "." + domain + "/" + key
}
