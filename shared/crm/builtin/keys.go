package builtin

import (
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
)

// Where the CRM's items lie; the table of what lies where is in store/keys.go.
const (
	pkPipelines = "PIPELINES"
	preLink     = "L#"
	preHolder   = "HAS#"
	preTold     = "LIKE#"
)

func cardKey(r desk.CardRef) store.Key   { return store.Key{PK: store.CardPK(r), SK: store.SKCard} }
func fieldsPK(k desk.CardKind) string    { return "FIELDS#" + string(k) }
func holderPK(id desk.Identity) string   { return store.IdentityPK(id) }
func listedCards(k desk.CardKind) string { return "cards#" + string(k) }
func linksPK(of desk.CardRef) string     { return store.ContactPK(of) }
func linkKey(of desk.CardRef, c desk.Card) store.Key {
	return store.Key{PK: linksPK(of), SK: preLink + string(c.Ref.Kind) + "#" + store.Timed(c.CreatedAt, c.Ref.ID)}
}

func holderKey(id desk.Identity, c desk.Card) store.Key {
	return store.Key{PK: holderPK(id), SK: preHolder + store.Timed(c.CreatedAt, c.Ref.ID)}
}

func toldKey(id desk.Identity, c desk.Card) store.Key {
	return store.Key{PK: holderPK(id), SK: preTold + store.Timed(c.CreatedAt, c.Ref.ID)}
}

func pipelineCards(k desk.CardKind, p desk.PipelineID) string {
	return "cards#" + string(k) + "#" + string(p)
}

// refFrom is a stored card's name; zero if there is none.
func refFrom(s string) desk.CardRef {
	r, err := desk.ParseCardRef(s)
	if err != nil {
		return desk.CardRef{}
	}
	return r
}
