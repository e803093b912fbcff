package channel_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/desk"
)

// files is a messenger's file server and the calls that lead to it.
func files(t *testing.T, base *string) *fake {
	f := newFake(t, func(_ int, c fakeCall) (int, map[string]string, string) {
		switch {
		case strings.HasSuffix(c.Path, "/getFile"):
			return 200, nil, `{"ok":true,"result":{"file_path":"photos/1.jpg"}}`
		case c.Path == "/v25.0/media-1":
			return 200, nil, `{"url":"` + *base + `/bytes","mime_type":"image/jpeg"}`
		case c.Path == "/moved":
			return 302, map[string]string{"Location": *base + "/bytes"}, ""
		case c.Path == "/away":
			return 302, map[string]string{"Location": "http://169.254.169.254/latest"}, ""
		case c.Path == "/gone":
			return 404, nil, ""
		case c.Path == "/busy":
			return 503, map[string]string{"Retry-After": "3"}, ""
		case c.Path == "/huge":
			return 200, map[string]string{"Content-Length": "999999999"}, ""
		}
		return 200, map[string]string{"Content-Type": "image/jpeg"}, "bytes of " + c.Path
	})
	*base = f.URL
	return f
}

func TestFilesAreFetched(t *testing.T) {
	var base string
	f := files(t, &base)
	for ch, want := range map[desk.Channel]struct {
		a    desk.Attachment
		path string
	}{
		desk.ChannelTelegram:    {desk.Attachment{Ref: "file-1"}, "/file/bot7000001:AAF-test-token/photos/1.jpg"},
		desk.ChannelWhatsApp:    {desk.Attachment{Ref: "media-1", URL: "https://elsewhere.example"}, "/bytes"},
		desk.ChannelMessenger:   {desk.Attachment{URL: base + "/moved"}, "/bytes"},
		desk.ChannelInstagram:   {desk.Attachment{URL: base + "/x"}, "/x"},
		desk.ChannelViber:       {desk.Attachment{URL: base + "/x"}, "/x"},
		desk.ChannelManyChat:    {desk.Attachment{URL: base + "/x"}, "/x"},
		desk.ChannelSmartSender: {desk.Attachment{URL: base + "/x"}, "/x"},
	} {
		p, line := plugAt(t, ch, base, 5*time.Second)
		got, err := p.(channel.Fetcher).Fetch(context.Background(), line, want.a)
		if err != nil {
			t.Errorf("%s: %v", ch, err)
			continue
		}
		b, err := io.ReadAll(got.Body)
		if err != nil || string(b) != "bytes of "+want.path || got.MIME != "image/jpeg" || got.Size != int64(len(b)) {
			t.Errorf("%s: got %q, %+v, %v", ch, b, got, err)
		}
		if err := got.Body.Close(); err != nil {
			t.Errorf("%s: %v", ch, err)
		}
	}
	for _, c := range f.seen() {
		if c.Path == "/bytes" && c.Header.Get("Referer") == "" && c.Header.Get("Authorization") != "Bearer EAAB-meta-token" {
			t.Errorf("WhatsApp's file is fetched without the token: %v", c.Header)
		}
	}
}

func TestFilesThatAreNotFetched(t *testing.T) {
	var base string
	files(t, &base)
	for _, c := range []struct {
		name, address string
		want          verdict
		code          string
	}{
		{"gone", base + "/gone", never, "http_404"},
		{"busy", base + "/busy", againAfter(3 * time.Second), "http_503"},
		{"too large", base + "/huge", never, "too_large"},
		{"led away", base + "/away", never, "bad_address"},
		{"inside the network", "http://169.254.169.254/latest", never, "bad_address"},
		{"a foreign host", "https://viber.com.evil.test/x", never, "bad_address"},
		{"a look-alike", "https://notviber.com/x", never, "bad_address"},
		{"without TLS", "http://dl.viber.com/x", never, "bad_address"},
		{"another port", "https://dl.viber.com:8443/x", never, "bad_address"},
		{"a local file", "file:///etc/passwd", never, "bad_address"},
		{"no address", "", never, "bad_address"},
	} {
		p, line := plugAt(t, desk.ChannelViber, base, 5*time.Second)
		_, err := p.(channel.Fetcher).Fetch(context.Background(), line, desk.Attachment{URL: c.address})
		if s := sendErr(t, err); verdictOf(s) != c.want || s.Code != c.code {
			t.Errorf("%s: got %+v, want %+v and %s", c.name, s, c.want, c.code)
		}
	}
}

func TestAFileThatBreaksOffOrNeverEndsIsAnError(t *testing.T) {
	for name, serve := range map[string]http.HandlerFunc{
		"breaks off": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			_, _ = io.WriteString(w, "a few bytes")
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		},
		"never ends": func(w http.ResponseWriter, _ *http.Request) {
			chunk := make([]byte, 1<<20)
			for range kit.MaxFile>>20 + 2 {
				if _, err := w.Write(chunk); err != nil {
					return
				}
			}
		},
	} {
		server := httptest.NewServer(serve)
		p, line := plugAt(t, desk.ChannelViber, server.URL, 5*time.Second)
		f, err := p.(channel.Fetcher).Fetch(context.Background(), line, desk.Attachment{URL: server.URL + "/x"})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if n, err := io.Copy(io.Discard, f.Body); err == nil || n > kit.MaxFile {
			t.Errorf("%s: read %d bytes, %v, want an error", name, n, err)
		}
		if err := f.Body.Close(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		server.Close()
	}
}

// A bridge's scenario may name any public host, so the address is checked when
// the name has become a number.
func TestABridgesFileIsNeverFetchedFromInside(t *testing.T) {
	var base string
	f := files(t, &base)
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{
		"https://198.18.0.1/x", "https://240.0.0.1/x", "https://192.0.0.8/x", "https://0.1.2.3/x", "https://[64:ff9b::a9fe:a9fe]/x", "https://[2002:7f00:1::]/x", "https://[fd00:ec2::254]/x",
		"https://[2001:0:1::1]/x", "https://[64:ff9b:1::1]/x", "https://[100::1]/x",
		"https://127.0.0.1/x", "https://localhost/x", "https://[::1]/x", "https://10.0.0.1/x", "https://169.254.169.254/x", "https://[::ffff:192.168.0.1]/x", "https://100.64.0.1/x", "https://0.0.0.0/x",
	} {
		for _, hosts := range [][]string{nil, {u.Host}} { // a host that is let in lets no other in
			plug := channel.Plugs(&http.Client{Timeout: time.Second}, hosts...)[desk.ChannelManyChat].(channel.Fetcher)
			_, err := plug.Fetch(context.Background(), desk.Line{}, desk.Attachment{URL: address})
			var s *desk.SendError
			if !errors.As(err, &s) || s.Code != "bad_address" {
				t.Errorf("%s beside %v: got %v, want it refused", address, hosts, err)
			}
		}
	}
	if n := len(f.seen()); n != 0 {
		t.Errorf("%d calls came in", n)
	}
}
