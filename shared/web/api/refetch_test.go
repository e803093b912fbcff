package api_test

import (
	"fmt"
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

// A file that is missing is asked for once more; an operator sees that it is on
// its way.
func TestMissingFilesAreFetchedAgain_CH19(t *testing.T) {
	h := newHouse(t)
	dialog, _ := h.bound("")
	d, err := h.st.Dialog(t.Context(), dialog)
	must(t, err)
	page, err := h.st.Messages(t.Context(), d.Customer, 0, 0, false, desk.PageAsk{Limit: 1})
	must(t, err)
	m, err := h.st.UpdateMessage(t.Context(), d.Customer, page.Items[0].External, func(m desk.Message) desk.Message {
		m.Attachments = []desk.Attachment{{Kind: desk.AttachedPhoto, Ref: "p1", Missing: "It could not be fetched."}}
		return m
	})
	must(t, err)
	path := "/v1/dialogs/" + string(dialog) + "/messages/"
	for range 2 {
		got := h.as("operator", "POST", fmt.Sprint(path, m.Seq, "/files"), nil).is(202).doc()
		if at(got, "attachments", 0, "missing") != nil || at(got, "attachments", 0, "ref") != "p1" {
			t.Errorf("got %v", got)
		}
	}
	v, err := h.st.Job(t.Context(), desk.NewFilesJob(d.Line, m, d.ID, h.clock.Now()).ID)
	if err != nil || v.State != desk.JobQueued {
		t.Errorf("the delivery is %+v, %v", v, err)
	}
	h.as("operator", "POST", fmt.Sprint(path, m.Seq+1, "/files"), nil).is(404)
	h.as("operator", "POST", fmt.Sprint(path, 0, "/files"), nil).is(422)
}
