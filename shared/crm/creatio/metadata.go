package creatio

import (
	"bufio"
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
)

// entityType is a type of the metadata.
//
// http://docs.oasis-open.org/odata/odata-csdl-xml/v4.01/odata-csdl-xml-v4.01.html
type entityType struct {
	Name        string
	Properties  []property
	Navigations []property
}

// property is a column, or a way to another record.
type property struct{ Name, Type string }

// leads is the type that a column's record has, "": it leads nowhere.
func (t entityType) leads(column string) string {
	for _, n := range t.Navigations {
		if n.Name+"Id" == column {
			return n.Type[strings.LastIndexByte(n.Type, '.')+1:]
		}
	}
	return ""
}

func (t entityType) has(column string) bool {
	for _, p := range t.Properties {
		if p.Name == column {
			return true
		}
	}
	return false
}

// maxMetadata is how much is read of what describes a site, in bytes: all of its
// thousands of objects, of which we want five, in the order of their names.
const maxMetadata = 128 << 20

// maxToken is how long one of its elements may be, in bytes, and maxProperties how many an
// object has: what is longer is no metadata.
const maxToken, maxProperties = 256 << 10, 5000

// tokens reads for a decoder that must not be given an element without end.
type tokens struct {
	from io.Reader
	left int
}

func (t *tokens) Read(p []byte) (int, error) {
	if t.left <= 0 {
		return 0, io.ErrUnexpectedEOF
	}
	n, err := t.from.Read(p)
	t.left -= n
	return n, err
}

// metadata are the types of our kinds. It is never held whole, and read no further than
// the last of them.
func (m *CRM) metadata(ctx context.Context) (map[string]entityType, error) {
	types := map[string]entityType{}
	_, err := m.sendBy(ctx, http.MethodGet, "$metadata", nil, func(req *http.Request) (kit.Answer, error) {
		req.Header.Set("Accept", "application/xml")
		return kit.SendFor(m.HTTP, req, maxMetadata, func(r io.Reader) error { return readTypes(r, types) })
	})
	if err != nil {
		return nil, err
	}
	if len(types) == 0 {
		return nil, fmt.Errorf("%w: Creatio's metadata has no contacts", desk.ErrBusy)
	}
	return types, nil
}

// readTypes puts the types of our kinds into a map.
func readTypes(r io.Reader, types map[string]entityType) error {
	wanted := map[string]bool{}
	for _, o := range objects.Get() {
		wanted[o.collection] = true
	}
	limited := &tokens{from: r}
	d := xml.NewDecoder(bufio.NewReaderSize(limited, 64<<10))
	for len(types) < len(wanted) {
		limited.left = maxToken
		token, err := d.RawToken()
		if end, ok := token.(xml.EndElement); ok && end.Name.Local == "Edmx" {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%w: Creatio answered with something that is no metadata, or breaks off", desk.ErrBusy)
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "EntityType" || !slices.ContainsFunc(start.Attr, func(a xml.Attr) bool { return a.Name.Local == "Name" && wanted[a.Value] }) {
			continue
		}
		t, err := readType(d, start, limited)
		if err != nil {
			return err
		}
		types[t.Name] = t
	}
	return nil
}

// readType reads a type whose first element was read.
func readType(d *xml.Decoder, start xml.StartElement, limited *tokens) (t entityType, err error) {
	attr := func(e xml.StartElement, name string) string {
		for _, a := range e.Attr {
			if a.Name.Local == name {
				return a.Value
			}
		}
		return ""
	}
	t.Name = attr(start, "Name")
	for {
		limited.left = maxToken
		token, err := d.RawToken()
		if err != nil || len(t.Properties)+len(t.Navigations) > maxProperties {
			return t, fmt.Errorf("%w: Creatio answered with metadata that breaks off", desk.ErrBusy)
		}
		switch e := token.(type) {
		case xml.StartElement:
			switch p := (property{attr(e, "Name"), attr(e, "Type")}); e.Name.Local {
			case "Property":
				t.Properties = append(t.Properties, p)
			case "NavigationProperty":
				t.Navigations = append(t.Navigations, p)
			}
		case xml.EndElement:
			if e.Name.Local == "EntityType" {
				return t, nil
			}
		}
	}
}
