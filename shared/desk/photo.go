package desk

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// Photo is a small picture of an operator, which visitors of websites see beside their
// name. Its id is a secret of 128 bits, new with each picture.
type Photo struct {
	ID    PhotoID
	Type  string // as its bytes say, whatever was said of them
	Bytes []byte
}

// PhotoID names a photo.
type PhotoID string

// Of photos: how many bytes, and how many pixels wide and high.
const (
	MaxPhoto     = 32_000
	MaxPhotoSide = 512
)

// NewPhoto reads a picture. ErrInvalid: it is no JPEG or PNG, or too large.
func NewPhoto(id PhotoID, raw []byte) (Photo, error) {
	p := Photo{ID: id, Bytes: raw}
	var wide, high int
	switch {
	case len(raw) > MaxPhoto:
	case bytes.HasPrefix(raw, []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")) && len(raw) >= 24:
		p.Type, wide, high = "image/png", int(binary.BigEndian.Uint32(raw[16:])), int(binary.BigEndian.Uint32(raw[20:]))
	case bytes.HasPrefix(raw, []byte("\xff\xd8\xff")):
		p.Type = "image/jpeg"
		wide, high = jpegSize(raw)
	}
	if wide < 1 || high < 1 || wide > MaxPhotoSide || high > MaxPhotoSide {
		return Photo{}, fmt.Errorf("%w: a photo is a JPEG or PNG of at most %d bytes and %d pixels", ErrInvalid, MaxPhoto, MaxPhotoSide)
	}
	return p, nil
}

// jpegSize finds the size that a JPEG's frame header says; 0: it has none.
//
// https://www.w3.org/Graphics/JPEG/itu-t81.pdf, B.2.2
func jpegSize(raw []byte) (wide, high int) {
	for at := 2; at+9 <= len(raw) && raw[at] == 0xff; {
		kind := raw[at+1]
		switch {
		case kind >= 0xc0 && kind <= 0xcf && kind != 0xc4 && kind != 0xc8 && kind != 0xcc:
			return int(binary.BigEndian.Uint16(raw[at+7:])), int(binary.BigEndian.Uint16(raw[at+5:]))
		case kind == 0xff: // fills
			at++
		default:
			at += 2 + int(binary.BigEndian.Uint16(raw[at+2:]))
		}
	}
	return 0, 0
}
