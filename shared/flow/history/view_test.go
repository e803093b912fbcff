package history

import (
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

// A link shows whose contact a customer sent only where who made it sees customers'
// data, as the messages do (RS-02).
func TestALinkShowsContactsToWhoSeesCustomers_HL05_RS02(t *testing.T) {
	for _, personal := range []bool{false, true} {
		page := Page{}
		w := walk{page: &page, personal: personal, number: 1, reads: true, dialog: desk.Dialog{ID: "d-1"}}
		stored := desk.Message{Seq: 1, Author: desk.ByCustomer, Attachments: []desk.Attachment{
			{Kind: desk.AttachedContact, Name: "Secretfriend", Phone: "+14155550123"}, {Kind: desk.AttachedDocument, Name: "price.pdf"},
		}}
		if err := w.add(t.Context(), stored); err != nil {
			t.Fatal(err)
		}
		got := page.Dialogs[0].Messages[0].Attachments
		if shown := got[0].Name != "" || got[0].Phone != ""; shown != personal || got[1].Name != "price.pdf" {
			t.Errorf("sees customers %t: got %+v", personal, got)
		}
		if stored.Attachments[0].Name == "" {
			t.Error("the stored message was changed")
		}
	}
}
