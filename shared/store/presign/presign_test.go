package presign_test

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store/presign"
)

func signer(bucket, region string) presign.Signer {
	return presign.Signer{
		Bucket: bucket, Region: region, Credentials: credentials.NewStaticCredentialsProvider("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", ""),
		Now: func() time.Time { return time.Date(2013, 5, 24, 0, 0, 0, 0, time.UTC) },
	}
}

func parsed(t *testing.T, link string, err error) *url.URL {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(link)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestLinksAreForSavingAndExpire_CH19(t *testing.T) {
	s := signer("files", "eu-central-1")
	link, err := s.Link(context.Background(), "abc1", "счёт.pdf")
	u := parsed(t, link, err)
	q := u.Query()
	if u.Host != "files.s3.eu-central-1.amazonaws.com" || u.Path != "/abc1" || q.Get("X-Amz-Signature") == "" || q.Get("X-Amz-Expires") != "600" ||
		q.Get("response-content-type") != "application/octet-stream" || !strings.HasPrefix(q.Get("response-content-disposition"), "attachment; filename*=UTF-8''%D1") {
		t.Errorf("link %s", link)
	}
	link, err = s.LinkFor(context.Background(), "exports/x1.csv", "dialogs.csv", desk.ExportLink)
	if q := parsed(t, link, err).Query(); q.Get("X-Amz-Expires") != "300" {
		t.Errorf("for five minutes %s", link)
	}
	link, err = s.Sheet(context.Background(), "abc1")
	if q := parsed(t, link, err).Query(); q.Get("response-content-type") != "application/pdf" || q.Get("response-content-disposition") != "inline" || q.Get("X-Amz-Expires") != "600" {
		t.Errorf("shown %s", link)
	}
	link, err = signer("files", "cn-north-1").Lend(context.Background(), "sent/abc1.jpg", "image/jpeg")
	u = parsed(t, link, err)
	if u.Host != "files.s3.cn-north-1.amazonaws.com.cn" || u.Path != "/sent/abc1.jpg" || u.Query().Get("X-Amz-Expires") != "3600" || u.Query().Get("response-content-type") != "image/jpeg" {
		t.Errorf("lent %s", link)
	}
}

// Size and type are signed, so that nobody uploads anything else there.
func TestASlotTakesWhatWasAnnouncedAndNothingElse_CH20(t *testing.T) {
	base := "http://127.0.0.1:9000/"
	s := signer("files", "eu-central-1")
	s.Endpoint = &base
	slots := map[int64]string{}
	for _, size := range []int64{5, 6, 5} {
		slot, err := s.UploadURL(context.Background(), desk.Upload{ID: "u1", MIME: "application/pdf", Size: size})
		u := parsed(t, slot.URL, err)
		if d := cmp.Diff(map[string]string{"Content-Type": "application/pdf"}, slot.Header); d != "" || slot.Method != "PUT" || u.Host != "127.0.0.1:9000" || u.Path != "/files/uploads/u1" {
			t.Errorf("got %+v %s", slot, d)
		}
		if got := u.Query().Get("X-Amz-SignedHeaders"); got != "content-length;content-type;host" {
			t.Errorf("signed are %s", got)
		}
		if strings.Contains(slot.URL, "hecksum") {
			t.Errorf("the address fixes a checksum of nothing: %s", slot.URL)
		}
		if old, ok := slots[size]; ok && old != slot.URL {
			t.Errorf("asked again at the same moment: got %s, want %s", slot.URL, old)
		}
		slots[size] = slot.URL
	}
	if slots[5] == slots[6] {
		t.Error("the size is not in the signature")
	}
}
