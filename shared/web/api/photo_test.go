package api_test

import (
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

// The copy of a customer's photo has a link that expires, as files have.
func TestAPhotoHasALinkThatExpires_CH15_CH16(t *testing.T) {
	h := newHouse(t)
	dialog, _ := h.bound("")
	path := "/v1/dialogs/" + string(dialog)
	if got := at(h.as("operator", "GET", path, nil).is(200).doc(), "profile", "photoFile"); got != nil {
		t.Errorf("without a photo: got %v", got)
	}
	c, _, err := dialog.Split()
	must(t, err)
	_, err = h.st.ChangeCustomer(t.Context(), c, func(who desk.Customer) (desk.Customer, error) {
		who.Photo = "pkey1"
		return who, nil
	})
	must(t, err)
	link, _ := at(h.as("operator", "GET", path, nil).is(200).doc(), "profile", "photoFile").(string)
	if !strings.HasPrefix(link, "http://sufler.test/files/pkey1?") {
		t.Errorf("got %q", link)
	}
}
