package history

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
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
