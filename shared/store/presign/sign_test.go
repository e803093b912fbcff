package presign

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials"
)

// The signature is that of S3's own example, to the letter; a role's session is
// signed too.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
func TestTheSignatureIsS3s(t *testing.T) {
	for session, want := range map[string]string{"": "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404", "a role's": ""} {
		s := Signer{
			Region: "us-east-1", Now: func() time.Time { return time.Date(2013, 5, 24, 0, 0, 0, 0, time.UTC) },
			Credentials: credentials.NewStaticCredentialsProvider("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", session),
		}
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://examplebucket.s3.amazonaws.com/test.txt", nil)
		if err != nil {
			t.Fatal(err)
		}
		signed, err := s.sign(t.Context(), req, 24*time.Hour, url.Values{})
		if err != nil {
			t.Fatal(err)
		}
		u, err := url.Parse(signed)
		if err != nil {
			t.Fatal(err)
		}
		got := u.Query()
		if want != "" && got.Get("X-Amz-Signature") != want || got.Get("X-Amz-Security-Token") != session {
			t.Errorf("session %q: got %s", session, signed)
		}
	}
}
