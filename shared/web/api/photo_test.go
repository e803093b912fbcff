package api_test

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/png"
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

// TestPhoto_IsOnesOwn: who signed in sets a picture, sees it, changes it and takes it
// away; what is no small picture is refused, and a key that stands for nobody has none
// (WG-06).
func TestPhoto_IsOnesOwn_WG06(t *testing.T) {
	h := newHouse(t)
	b := h.joined("olga@shop.example", desk.RoleOperator, desk.Rights{})
	picture := func(side int) string {
		var out bytes.Buffer
		if err := png.Encode(&out, image.NewGray(image.Rect(0, 0, side, side))); err != nil {
			t.Fatal(err)
		}
		return base64.StdEncoding.EncodeToString(out.Bytes())
	}
	b.does("GET", "/v1/me/photo", nil).no(404, "not_found")
	first, second := picture(64), picture(80)
	for _, image := range []string{first, second, second} {
		b.does("PUT", "/v1/me/photo", `{"image":"`+image+`"}`).is(204)
		if got := b.does("GET", "/v1/me/photo", nil).is(200).doc(); got["image"] != image || got["type"] != "image/png" {
			t.Errorf("got %v", got)
		}
	}
	if me := b.does("GET", "/v1/me", nil).is(200).doc(); me["photo"] != true {
		t.Errorf("one has a picture: %v", me["photo"])
	}
	for name, bad := range map[string]string{
		"no picture": base64.StdEncoding.EncodeToString([]byte("<script>alert(1)</script>")), "none": "", "too large": picture(513),
	} {
		if a := b.does("PUT", "/v1/me/photo", `{"image":"`+bad+`"}`); a.status != 422 {
			t.Errorf("%s: got %d %s", name, a.status, a.body)
		}
	}
	if got := b.does("GET", "/v1/me/photo", nil).is(200).doc(); got["image"] != second {
		t.Error("what was refused changed it")
	}
	h.as("admin", "PUT", "/v1/me/photo", `{"image":"`+first+`"}`).no(403, "forbidden")
	b.does("DELETE", "/v1/me/photo", nil).is(204)
	b.does("DELETE", "/v1/me/photo", nil).is(204)
	b.does("GET", "/v1/me/photo", nil).no(404, "not_found")
}
