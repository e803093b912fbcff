//go:build aws

package awstest_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/sufler/sufler/shared/store/bucket"
)

// fetch makes a request past the functions, as a browser does.
func (c *cloud) fetch(method, url string, header map[string]string, body []byte) (int, string) {
	c.Helper()
	req, err := http.NewRequestWithContext(c.Context(), method, url, bytes.NewReader(body))
	if err != nil {
		c.Fatal(err)
	}
	for k, v := range header {
		req.Header.Set(k, v)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		c.Fatal(err)
	}
	defer res.Body.Close()
	got, err := io.ReadAll(res.Body)
	if err != nil {
		c.Fatal(err)
	}
	return res.StatusCode, string(got)
}

// bucket makes the one of files.
func (c *cloud) bucket() bucket.Bucket {
	c.Helper()
	cfg := aws.Config{Region: "eu-central-1", Credentials: credentials.NewStaticCredentialsProvider("test", "test", "")}
	return c.made(bucket.New(cfg, c.name+"-files", &cloudURL))
}

// made makes a bucket.
func (c *cloud) made(files bucket.Bucket) bucket.Bucket {
	c.Helper()
	if _, err := files.Client.CreateBucket(c.Context(), &s3.CreateBucketInput{Bucket: &files.Bucket, CreateBucketConfiguration: &types.CreateBucketConfiguration{LocationConstraint: "eu-central-1"}}); err != nil {
		c.Fatal(err)
	}
	return files
}

// TestAnOperatorsFile_CH20: the deployed functions let a file by, larger than
// any of them may be sent: into the bucket by a signed address, taken by the
// message that names it, shown to the operator and to the website's visitor by
// links, and read again for a messenger.
func TestAnOperatorsFile_CH20(t *testing.T) {
	c := newCloud(t)
	files := c.bucket()
	c.feed()
	var line struct{ PublicKey string }
	c.api(http.MethodPost, "/v1/lines", map[string]any{"id": "site", "channel": "web", "active": true, "origins": []string{"https://shop.example"}}, &line)
	visitor := map[string]string{"origin": "https://shop.example"}
	site := "/web/" + line.PublicKey
	var session struct{ Token string }
	c.visit(http.MethodPost, site+"/session", visitor, `{}`, &session)
	visitor["authorization"] = "Bearer " + session.Token
	var said struct{ Dialog string }
	c.visit(http.MethodPost, site+"/messages", visitor, `{"id":"1","text":"The catalogue, please"}`, &said)

	catalogue := bytes.Repeat([]byte("a page of the catalogue\n"), 400_000) // 9.6 MB
	var file struct {
		ID     string
		Upload struct {
			Method, URL string
			Headers     map[string]string
		}
	}
	c.api(http.MethodPost, "/v1/files", map[string]any{"name": "catalogue.pdf", "type": "application/pdf", "size": len(catalogue)}, &file)
	reply := map[string]any{"attachments": []map[string]string{{"file": file.ID}}}
	if code, body := c.fetch(file.Upload.Method, file.Upload.URL, file.Upload.Headers, catalogue); code != http.StatusOK {
		t.Fatalf("upload: got %d %s", code, body)
	}
	type shown struct {
		Author, Status string
		Attachments    []struct{ Name, File string }
	}
	c.api(http.MethodPost, "/v1/dialogs/"+said.Dialog+"/reply", reply, nil)
	var ms page[shown]
	c.until("the file is sent", func() bool {
		c.api(http.MethodGet, "/v1/dialogs/"+said.Dialog+"/messages?order=newest", nil, &ms)
		return ms.Items[0].Author == "operator" && ms.Items[0].Status == "sent"
	})
	var seen page[shown]
	c.visit(http.MethodGet, site+"/messages", visitor, "", &seen)
	for who, m := range map[string]shown{"the operator": ms.Items[0], "the visitor": seen.Items[len(seen.Items)-1]} {
		if len(m.Attachments) != 1 || m.Attachments[0].Name != "catalogue.pdf" {
			t.Fatalf("%s sees %+v", who, m)
		}
		if code, body := c.fetch(http.MethodGet, m.Attachments[0].File, nil, nil); code != http.StatusOK || body != string(catalogue) {
			t.Errorf("%s's link: got %d and %d bytes", who, code, len(body))
		}
	}
	_, key, _ := strings.Cut(ms.Items[0].Attachments[0].File, files.Bucket+"/")
	key, _, _ = strings.Cut(key, "?")
	got, err := files.Open(t.Context(), key)
	if err != nil || got.Size != int64(len(catalogue)) || got.Body.Close() != nil {
		t.Errorf("for a messenger: %d bytes, %v", got.Size, err)
	}
	lent, err := files.Lend(t.Context(), key, "application/pdf")
	if err != nil {
		t.Fatal(err)
	}
	if code, body := c.fetch(http.MethodGet, lent, nil, nil); code != http.StatusOK || body != string(catalogue) {
		t.Errorf("lent: got %d and %d bytes", code, len(body))
	}
}

// visit calls as a page does, again while the function is busy.
func (c *cloud) visit(method, target string, header map[string]string, body string, out any) {
	c.Helper()
	for range 20 {
		if r := c.call("webhook", method, target, header, []byte(body)); r.status < 500 {
			if err := json.Unmarshal(r.body, out); err != nil || r.status != http.StatusOK {
				c.Fatalf("%s %s: got %d %s", method, target, r.status, r.body)
			}
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	c.Fatalf("%s %s: the function stays busy", method, target)
}
