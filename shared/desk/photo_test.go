package desk_test

import (
	"bytes"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

// TestPhoto: a photo is what its bytes say, and no larger than a small picture (WG-06).
func TestPhoto_WG06(t *testing.T) {
	pic := func(wide, high int, write func(*bytes.Buffer, image.Image) error) []byte {
		var b bytes.Buffer
		if err := write(&b, image.NewGray(image.Rect(0, 0, wide, high))); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	asPNG := func(b *bytes.Buffer, m image.Image) error { return png.Encode(b, m) }
	asJPEG := func(b *bytes.Buffer, m image.Image) error { return jpeg.Encode(b, m, nil) }
	good := pic(96, 80, asJPEG)
	for name, c := range map[string]struct {
		raw  []byte
		want string
	}{
		"a PNG": {pic(96, 96, asPNG), "image/png"}, "a JPEG": {good, "image/jpeg"}, "the largest": {pic(512, 512, asPNG), "image/png"},
		"a JPEG with fill bytes": {append([]byte{0xff, 0xd8, 0xff}, good[2:]...), "image/jpeg"},
		"too wide":               {pic(513, 1, asPNG), ""}, "too high": {pic(1, 513, asJPEG), ""},
		"a bomb":        {append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\xff\xff\x00\x00\xff\xff"), 8, 2, 0, 0, 0), ""},
		"nothing":       {nil, ""},
		"a page":        {[]byte("<script>alert(1)</script>"), ""},
		"a drawing":     {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), ""},
		"half a JPEG":   {good[:8], ""},
		"only its name": {[]byte("\xff\xd8\xff\xe0"), ""},
		"too many":      {append(bytes.Clone(good), make([]byte, desk.MaxPhoto)...), ""},
	} {
		p, err := desk.NewPhoto("p", c.raw)
		if p.Type != c.want || (err == nil) != (c.want != "") || err != nil && !errors.Is(err, desk.ErrInvalid) {
			t.Errorf("%s: got %q, %v, want %q", name, p.Type, err, c.want)
		}
	}
}
