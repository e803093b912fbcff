package sheet

import (
	"bufio"
	"encoding/xml"
	"errors"
	"io"
)

// What no workbook has, and a file that is made to fill our memory may: a decoder keeps
// each element that is open, and each attribute of one, in a hundred times the bytes that
// they take in the file.
const (
	maxDepth = 64      // elements within elements
	maxToken = 1 << 20 // bytes of an element's beginning, or of a text; a cell has 32,767 letters
)

var errUnlike = errors.New("the file is no XLSX: no workbook is built like this")

// bounded reads XML for a decoder, and ends where it is deeper, or a part of it longer,
// than any workbook's.
type bounded struct {
	*xml.Decoder
	in    *bufio.Reader
	depth int
	left  int // bytes that this token may still take
}

func newBounded(r io.Reader) *bounded {
	b := &bounded{in: bufio.NewReader(r)}
	b.Decoder = xml.NewDecoder(b)
	return b
}

// Token is xml.TokenReader's.
func (b *bounded) Token() (xml.Token, error) {
	b.left = maxToken
	t, err := b.RawToken()
	switch t.(type) {
	case xml.StartElement:
		b.depth++
	case xml.EndElement:
		b.depth--
	}
	if b.depth > maxDepth {
		return nil, errUnlike
	}
	return t, err
}

// ReadByte is io.ByteReader's, by which a decoder reads.
func (b *bounded) ReadByte() (byte, error) {
	if b.left--; b.left < 0 {
		return 0, errUnlike
	}
	return b.in.ReadByte()
}

// Read is io.Reader's.
func (b *bounded) Read(p []byte) (int, error) { return b.in.Read(p) }
