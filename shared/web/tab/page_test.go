package tab

import (
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/tab"
)

// Whatever customers, employees and the CRM call things, it stays text, in every language;
// the page has no script and leads nowhere.
func TestWhateverIsSaidStaysText_CB09(t *testing.T) {
	for _, words := range []words{english(), russian(), spanish()} {
		for _, evil := range []string{
			`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `'><svg onload=alert(1)>`, `</p></li></ol><iframe src="//evil.example">`, `javascript:alert(1)`,
			`%s%s`, "</style><script>x</script>", "<!--", "&lt;b&gt;", "]]>", `" onmouseover="x`, `</form><form action=//evil.example>`,
		} {
			one := tab.Value{Run: desk.RunID(evil), Field: desk.Field{Name: desk.FieldName(evil), Title: evil}, Old: desk.Value(evil), New: desk.Value(evil), Quote: evil, Proposed: true}
			v := view{Words: words, Decide: "/crm/b24/decide", Page: tab.Page{
				Visit: desk.CardVisit{Pass: evil}, Title: evil, Zone: time.UTC, Offers: []tab.Value{one}, Runs: []tab.Read{{Summary: evil, Values: []tab.Value{one}}},
				Dialogs: []tab.Dialog{{Dialog: desk.Dialog{Channel: desk.Channel(evil)}, Messages: []desk.Message{
					{Author: desk.ByCustomer, Text: evil, Attachments: []desk.Attachment{{Name: evil}}},
				}}},
			}}
			doc, err := html.Parse(strings.NewReader(v.html("p{}")))
			if err != nil {
				t.Fatal(err)
			}
			texts := 0
			for n := range doc.Descendants() {
				switch {
				case n.Type == html.TextNode && strings.Contains(n.Data, evil):
					texts++
				case n.Type == html.ElementNode && (n.Data == "script" || n.Data == "img" || n.Data == "svg" || n.Data == "iframe" || n.Data == "a"):
					t.Errorf("%q becomes a <%s>", evil, n.Data)
				}
				for _, a := range n.Attr {
					if strings.HasPrefix(a.Key, "on") || a.Key == "action" && a.Val != "/crm/b24/decide" || a.Key == "value" && a.Val != evil && a.Val != "keep" && a.Val != "replace" {
						t.Errorf("%q becomes %s=%q", evil, a.Key, a.Val)
					}
				}
			}
			if texts < 10 {
				t.Errorf("%q is shown in %d places only", evil, texts)
			}
		}
	}
}

// The words are those of whoever looks; Bitrix24 calls Spanish la.
func TestWords(t *testing.T) {
	for _, c := range [][3]string{{"ru", "", "ru"}, {"la", "", "es"}, {"es", "", "es"}, {"", "es-MX,en;q=0.5", "es"}, {"de", "ru", "ru"}, {"", "", "en"}, {strings.Repeat("x", 99), "", "en"}} {
		if got := wordsOf(c[0], c[1]).Language; got != c[2] {
			t.Errorf("%q, %q: got %s", c[0], c[1], got)
		}
	}
}
