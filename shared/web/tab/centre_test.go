package tab

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/centre"
)

// SYS-03: whatever lines are called, it stays text in the settings, in every language, and the
// page has no script and posts to us alone.
func TestSettings_WhateverIsSaidStaysText_SYS03(t *testing.T) {
	for _, w := range []words{english(), russian(), spanish()} {
		for _, evil := range []string{`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `</form><form action=//evil.example>`, "%s%s", "&lt;b&gt;"} {
			v := settings{Words: centreWordsOf(w), Serve: "/crm/b24/serve", Chosen: centre.Chosen{
				Visit: desk.CentreVisit{Pass: evil, Line: evil}, Lines: []desk.Line{{ID: desk.LineID(evil), Title: evil, Channel: desk.Channel(evil)}, {ID: desk.LineID(evil)}},
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
				case n.Type == html.ElementNode && (n.Data == "script" || n.Data == "img" || n.Data == "a"):
					t.Errorf("%q becomes a <%s>", evil, n.Data)
				}
				for _, a := range n.Attr {
					if strings.HasPrefix(a.Key, "on") || a.Key == "action" && a.Val != "/crm/b24/serve" || a.Key == "value" && a.Val != evil && a.Val != "serve" {
						t.Errorf("%q becomes %s=%q", evil, a.Key, a.Val)
					}
				}
			}
			if texts < 3 {
				t.Errorf("%q is shown in %d places only", evil, texts)
			}
		}
	}
}
