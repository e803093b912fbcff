package history

import (
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/history"
)

// A customer's words, name and files stay text whatever they hold, and lead nowhere but
// to addresses of the web (HL05).
func TestWhatACustomerSaysStaysText_HL05(t *testing.T) {
	for _, evil := range []string{
		`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `'><svg onload=alert(1)>`, `</p></li></ol><iframe src="//evil.example">`, `javascript:alert(1)`,
		"JavaScript:alert(1)", "\tjavascript:alert(1)", `data:text/html,<script>alert(1)</script>`, `%s%s`, "</style><script>x</script>", "<!--", "&lt;b&gt;", "]]>", `" onmouseover="x`,
	} {
		v := view{Words: english(), Name: evil, Until: evil, Earlier: evil, Dialogs: []dialogView{{Title: evil, Messages: []messageView{{
			Side: "theirs", Who: evil, At: evil, Text: evil, Marks: []string{evil}, Files: []fileView{{evil, evil}, {evil, "https://files.example/a?x=" + evil}},
		}}}}}
		doc, err := html.Parse(strings.NewReader(v.html("p{}")))
		if err != nil {
			t.Fatal(err)
		}
		texts := 0
		for n := range doc.Descendants() {
			switch {
			case n.Type == html.TextNode && n.Data == evil:
				texts++
			case n.Type == html.ElementNode && (n.Data == "script" || n.Data == "img" || n.Data == "svg" || n.Data == "iframe"):
				t.Errorf("%q becomes a <%s>", evil, n.Data)
			}
			for _, a := range n.Attr {
				if strings.HasPrefix(a.Key, "on") || a.Key == "href" && !strings.HasPrefix(a.Val, "https://files.example/") {
					t.Errorf("%q becomes %s=%q", evil, a.Key, a.Val)
				}
			}
		}
		if texts < 6 {
			t.Errorf("%q is shown in %d places only", evil, texts)
		}
	}
}

// A dialog's heading names its channel as people do, and the page says in whose time it
// is (HL05).
func TestAPageNamesTheChannelAndTheTimeZone_HL05(t *testing.T) {
	madrid, err := time.LoadLocation("Europe/Madrid")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 7, 1, 22, 30, 0, 0, time.UTC)
	for _, c := range []struct {
		channel   desk.Channel
		via       string
		zone      *time.Location
		words     words
		want, not string
	}{
		{desk.ChannelWeb, "Website", madrid, english(), "<h2>2026-07-02 00:30 · Website</h2>", "· web<"},
		{desk.ChannelWeb, "Website", madrid, russian(), "<h2>2026-07-02 00:30 · Сайт</h2>", "Website"},
		{desk.ChannelWeb, "", madrid, spanish(), "<h2>2026-07-02 00:30 · Sitio web</h2>", "· web<"},
		{"pigeon", "Pigeon Post", madrid, russian(), "<h2>2026-07-02 00:30 · Pigeon Post</h2>", "· pigeon<"},
		{"pigeon", "", time.UTC, english(), "<h2>2026-07-01 22:30 · pigeon</h2>", "Madrid"},
	} {
		p := Pages{Now: func() time.Time { return at }}
		page := history.Page{Zone: c.zone, Via: c.via, Dialogs: []history.Dialog{{Dialog: desk.Dialog{Channel: c.channel, OpenedAt: at}}}}
		page.Link.ExpiresAt = at.AddDate(0, 0, 7)
		got := p.view(t.Context(), page, c.words, "s").html("")
		zone := c.words.Zone + ": Europe/Madrid (UTC+02:00)"
		if c.zone == time.UTC {
			zone = c.words.Zone + ": UTC<"
		}
		for _, want := range []string{c.want, zone} {
			if !strings.Contains(got, want) {
				t.Errorf("%s by %q: got %s, want %s", c.channel, c.via, got, want)
			}
		}
		if strings.Contains(got, c.not) {
			t.Errorf("%s by %q: it says %q: %s", c.channel, c.via, c.not, got)
		}
	}
}
