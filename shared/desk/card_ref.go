package desk

import (
	"fmt"
	"strings"
)

// CardRef points to a card: "deal:123" in the built-in CRM, "bitrix.deal:123" in a
// connected one.
type CardRef struct {
	Kind       CardKind
	ID         string
	Connection ConnectionID // the CRM that holds it; "": the built-in one
}

// String writes the connection before the kind, parted by a dot: a dot needs no
// escape in a URL path, where API Gateway would decode an escaped slash, and
// neither a connection nor a kind has one. The id may hold anything.
func (r CardRef) String() string {
	switch {
	case r.ID == "":
		return ""
	case r.Connection == "":
		return string(r.Kind) + ":" + r.ID
	}
	return string(r.Connection) + "." + string(r.Kind) + ":" + r.ID
}

// ParseCardRef reads what String writes. ErrInvalid: it is none.
func ParseCardRef(s string) (CardRef, error) {
	kind, id, _ := strings.Cut(s, ":")
	connection, of, connected := strings.Cut(kind, ".")
	if !connected {
		connection, of = "", kind
	}
	switch r := (CardRef{CardKind(of), id, ConnectionID(connection)}); {
	case id == "" || len(id) > 128:
	case connected && !r.Connection.Valid():
	case r.Kind.Known():
		return r, nil
	}
	return CardRef{}, fmt.Errorf("%w: %q is no card: write lead:ID, deal:ID, case:ID, contact:ID or company:ID", ErrInvalid, s)
}

// Pipeline is what the settings call a pipeline of the connection's CRM, so that two
// CRMs may have one of the same id: "sales", or of a connected one "hub.sales". An id
// of the built-in CRM has no dot.
func (c ConnectionID) Pipeline(p PipelineID) PipelineID {
	if c == ConnectionBuiltIn {
		return p
	}
	return PipelineID(c) + "." + p
}

// maxConnection is the longest name of a connection: with it a card's name still
// fits the keys that it is part of.
const maxConnection = 32

// Valid says whether a company may name a connection so: a to z, 0 to 9 and "-".
// The built-in CRM's has no name and needs none.
func (c ConnectionID) Valid() bool {
	if c == "" || len(c) > maxConnection {
		return false
	}
	for _, r := range c {
		if r != '-' && (r < 'a' || r > 'z') && (r < '0' || r > '9') {
			return false
		}
	}
	return true
}
