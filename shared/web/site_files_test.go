package web_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

// links are addresses that tell what they were made of.
type links struct{}

func (links) Link(_ context.Context, key, name string) (string, error) {
	return "https://files.example/" + key + "?name=" + name, nil
}

func (l links) LinkFor(ctx context.Context, key, name string, _ time.Duration) (string, error) {
	return l.Link(ctx, key, name)
}

func (links) UploadURL(_ context.Context, u desk.Upload) (desk.UploadURL, error) {
	return desk.UploadURL{Method: "PUT", URL: "https://files.example/" + u.Key(), Header: map[string]string{"Content-Type": u.MIME}}, nil
}

// A visitor sees what an operator sent, by a link, until it is taken back; of
// notes no file.
func TestAVisitorSeesWhatAnOperatorSent_CH20(t *testing.T) {
	g := newGate(t)
	s := g.session("")
	var first struct{ Dialog desk.DialogID }
	into(t, g.write(s.Token, `{"id":"m1","text":"The prices?"}`), &first)
	line, err := g.st.Line(t.Context(), "site")
	must(t, err)
	file := []desk.Attachment{{Kind: desk.AttachedDocument, Name: "prices.pdf", MIME: "application/pdf", Size: 5, Stored: "sent/a1.pdf"}, {Kind: desk.AttachedPhoto, Missing: "gone"}}
	for _, m := range []desk.Message{
		{External: "own:1", Author: desk.ByOperator, Attachments: file},
		{External: "own:2", Author: desk.ByOperator, Attachments: file, Deleted: true},
		{External: "own:3", Author: desk.AsNote, Attachments: file},
	} {
		g.move(time.Second)
		m.Customer = desk.NewCustomerID("site", s.Visitor)
		_, err := g.st.AppendIn(t.Context(), desk.Append{Line: line, Message: m}, first.Dialog, nil)
		must(t, err)
	}
	var got struct {
		Items []struct {
			Attachments []map[string]any
		}
	}
	into(t, g.post(g.site, "GET", "/web/site.abc/messages", "", "Authorization", "Bearer "+s.Token), &got)
	var seen []any
	for _, m := range got.Items {
		for _, a := range m.Attachments {
			seen = append(seen, a)
		}
	}
	want := []any{map[string]any{
		"kind": "document", "name": "prices.pdf", "mime": "application/pdf", "size": 5.0, "file": "https://files.example/sent/a1.pdf?name=prices.pdf",
	}}
	if d := cmp.Diff(want, seen); d != "" {
		t.Error(d)
	}
}
