// Package rest is the plug to any CRM that speaks JSON over HTTP, by a description of
// its calls (Calls): so a company connects what has no plug of its own. README.md has
// a worked example.
//
// Such a CRM compares nothing before it sets it and makes a card each time it is
// asked: flow/crms makes up for both, by the field that says what a card was made
// from. A call's answer is data; none of its words come into an error or a log.
package rest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Info is what a person who connects one must know.
func Info() desk.CRMInfo {
	return desk.CRMInfo{Kind: desk.CRMRest, Title: "Any CRM by HTTP", Needs: []desk.LineNeed{
		{Name: "address", Required: true, Text: "The API's base address, like https://api.hubapi.com"},
		{Name: "calls", Required: true, Text: "The description of its calls, as JSON: see shared/crm/rest/README.md"},
		{Name: "token", Secret: true, Text: "What the CRM lets us in by. The description's header names it as {token}"},
	}}
}

// CRM is one connected CRM.
type CRM struct {
	Connection desk.ConnectionID
	Calls      Calls
	Address    string
	Secrets    map[string]string
	HTTP       *http.Client // a guarded one
}

// Open is the plug of a connection. ErrInvalid: its settings can't work.
func Open(c desk.Connection, client *http.Client) (*CRM, error) {
	calls, err := ReadCalls(c.Options["calls"])
	if err != nil {
		return nil, err
	}
	return &CRM{Connection: c.ID, Calls: calls, Address: strings.TrimRight(c.Options["address"], "/"), Secrets: c.Secrets, HTTP: client}, nil
}

// maxAnswer is how much of an answer is read, in bytes.
const maxAnswer = 4 << 20

// errRefusedValue is what the CRM answers to a body that it does not take.
var errRefusedValue = fmt.Errorf("%w: the CRM did not take what was written", desk.ErrInvalid)

// call makes a call, and answers with its body.
func (m *CRM) call(ctx context.Context, c Call, values map[string]string, body any) (any, error) {
	var in io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return nil, fmt.Errorf("%w: a body for the CRM: %w", desk.ErrInvalid, err)
		}
		in = bytes.NewReader(raw)
	}
	method := c.Method
	if method == "" {
		method = http.MethodGet
	}
	address := c.address(values)
	if climbs(address) {
		return nil, fmt.Errorf("%w: no card of the CRM is called so", desk.ErrNotFound)
	}
	req, err := http.NewRequestWithContext(ctx, method, m.Address+address, in)
	if err != nil {
		return nil, fmt.Errorf("%w: the CRM's address can't be called", desk.ErrInvalid)
	}
	req.Header.Set("Accept", "application/json")
	if in != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	for name, v := range m.Calls.Header {
		v, _ = filled(v, m.Secrets, same)
		req.Header.Set(name, v)
	}
	res, err := m.HTTP.Do(req)
	if err != nil {
		return nil, fmt.Errorf("%w: the CRM can't be reached, or gave no answer in time", desk.ErrBusy)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	if err != nil || len(raw) > maxAnswer {
		return nil, fmt.Errorf("%w: the CRM's answer broke off, or is too long", desk.ErrBusy)
	}
	if err := byStatus(res.StatusCode); err != nil {
		return nil, err
	}
	if len(bytes.TrimSpace(raw)) == 0 {
		return nil, nil
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var out any
	if err := d.Decode(&out); err != nil {
		return nil, fmt.Errorf("%w: the CRM answered %d with something that is no JSON", desk.ErrBusy, res.StatusCode)
	}
	return out, nil
}

func byStatus(status int) error {
	switch {
	case status >= 200 && status < 300:
		return nil
	case status == http.StatusNotFound || status == http.StatusGone:
		return fmt.Errorf("the CRM answered %d: %w", status, desk.ErrNotFound)
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return desk.Refuse(desk.CodeCRMRefused, "The CRM answered "+strconv.Itoa(status)+": the token is wrong or spent, or lacks a right. An administrator can check the connection.")
	case status >= 300 && status < 400:
		return desk.Refuse(desk.CodeCRMRefused, "The CRM answered "+strconv.Itoa(status)+", and sends us elsewhere, where we don't go. Is the connection's address right?")
	case status == http.StatusTooManyRequests || status == http.StatusRequestTimeout || status == http.StatusConflict || status == http.StatusLocked || status >= 500:
		return fmt.Errorf("%w: the CRM answered %d", desk.ErrBusy, status)
	}
	return fmt.Errorf("%w (it answered %d)", errRefusedValue, status)
}

func (m *CRM) kind(k desk.CardKind) (Kind, error) {
	kind, ok := m.Calls.Kinds[k]
	if !ok {
		return kind, desk.Refuse(desk.CodeNoSuchCards, "The CRM "+string(m.Connection)+" has no cards of kind "+string(k)+", by the description of its calls.")
	}
	return kind, nil
}

// ref names a card by what an answer says is its id; zero: that can be none.
func (m *CRM) ref(k desk.CardKind, id any) desk.CardRef {
	r := desk.CardRef{Kind: k, ID: plain(id), Connection: m.Connection}
	if read, err := desk.ParseCardRef(r.String()); err != nil || read != r {
		return desk.CardRef{}
	}
	return r
}

// card reads a card of an answer; ok is false if there is none.
func (m *CRM) card(k desk.CardKind, kind Kind, v any) (c desk.Card, ok bool) {
	c = desk.Card{
		Ref: m.ref(k, at(v, kind.ID)), Pipeline: desk.PipelineID(read(v, kind.Pipeline)), Stage: desk.StageID(read(v, kind.Stage)), Title: read(v, kind.Title),
		CreatedAt: moment(v, kind.Created), UpdatedAt: moment(v, kind.Updated),
	}
	if kind.Contact != "" {
		c.Contact = m.ref(desk.KindContact, at(v, kind.Contact))
	}
	if kind.Company != "" {
		c.Company = m.ref(desk.KindCompany, at(v, kind.Company))
	}
	for _, f := range kind.Fields {
		if value := f.read(at(v, f.path())); value != "" {
			c = c.WithValues(map[desk.FieldName]desk.Value{f.Name: value})
		}
	}
	c.Closed = read(v, kind.Closed) == "true"
	for _, p := range m.Calls.Pipelines {
		for _, s := range p.Stages {
			c.Closed = c.Closed || p.ID == c.Pipeline && s.ID == c.Stage && s.Final != ""
		}
	}
	c.ETag = etag(c)
	return c, c.Ref.ID != ""
}

func read(v any, path string) string {
	if path == "" {
		return ""
	}
	return plain(at(v, path))
}

func moment(v any, path string) time.Time {
	t, _ := time.Parse(time.RFC3339, string(Field{Type: desk.TypeDateTime, As: unixAs(read(v, path))}.readTime(read(v, path))))
	return t
}

// unixAs tells milliseconds from seconds by their size: of this century, both.
func unixAs(s string) string {
	if len(s) >= 12 && !strings.ContainsAny(s, "-T:") {
		return "unix_ms"
	}
	return "unix"
}

// etag says how a card is; what it was when is not in it, since some CRMs touch cards
// without changing them.
func etag(c desk.Card) string {
	parts := []string{c.Title, string(c.Pipeline), string(c.Stage), c.Contact.String(), c.Company.String()}
	for _, name := range slices.Sorted(maps.Keys(c.Values)) {
		parts = append(parts, string(name), string(c.Values[name]))
	}
	return desk.Digest("etag", parts...)
}

// Can implements flow.CRM: such a CRM promises nothing.
func (m *CRM) Can(context.Context, desk.ConnectionID) (desk.Capabilities, error) {
	return desk.Capabilities{}, nil
}

// Card implements flow.Cards.
func (m *CRM) Card(ctx context.Context, ref desk.CardRef) (desk.Card, error) {
	kind, err := m.kind(ref.Kind)
	if err != nil {
		return desk.Card{}, err
	}
	out, err := m.call(ctx, kind.Read, map[string]string{"id": ref.ID}, kind.Read.body(map[string]string{"id": ref.ID}))
	if err != nil {
		return desk.Card{}, fmt.Errorf("card %s: %w", ref, err)
	}
	c, ok := m.card(ref.Kind, kind, at(out, kind.Read.Card))
	if !ok {
		return desk.Card{}, fmt.Errorf("card %s: %w", ref, desk.ErrNotFound)
	}
	return c, nil
}

// ChangeCard implements flow.Cards: over whatever is there, in one call. Where the CRM
// does not take the whole, each field is tried alone, so that one bad value stops no
// other; what it did not take is found when the card is read back.
func (m *CRM) ChangeCard(ctx context.Context, ch desk.CardChange) (desk.Changed, error) {
	kind, err := m.kind(ch.Card.Kind)
	if err != nil {
		return desk.Changed{}, err
	}
	var each []map[string]any
	all := map[string]any{}
	for _, c := range ch.Fields {
		i := slices.IndexFunc(kind.Fields, func(f Field) bool { return f.Name == c.Field })
		if i < 0 {
			continue // the CRM has no such field, or no longer
		}
		v, err := kind.Fields[i].written(c.New)
		if err != nil {
			continue
		}
		one := map[string]any{}
		set(one, kind.Fields[i].path(), v)
		set(all, kind.Fields[i].path(), v)
		each = append(each, one)
	}
	if len(each) == 0 {
		_, err := m.Card(ctx, ch.Card) // it may be gone
		return desk.Changed{}, err
	}
	err = m.change(ctx, kind, ch.Card, all)
	if errors.Is(err, errRefusedValue) {
		err = nil
		for _, one := range each {
			if err = m.change(ctx, kind, ch.Card, one); errors.Is(err, errRefusedValue) {
				err = nil
			}
			if err != nil {
				break
			}
		}
	}
	return desk.Changed{}, err
}

// change sets parts of a card.
func (m *CRM) change(ctx context.Context, kind Kind, ref desk.CardRef, parts map[string]any) error {
	values := map[string]string{"id": ref.ID}
	_, err := m.call(ctx, kind.Change, values, together(kind.Change.body(values), parts))
	if err != nil {
		return fmt.Errorf("change %s: %w", ref, err)
	}
	return nil
}

// together is a call's own body with the parts in it.
func together(body any, parts map[string]any) any {
	m, ok := body.(map[string]any)
	if !ok {
		return parts
	}
	for name, v := range parts {
		have, deep := m[name].(map[string]any)
		more, too := v.(map[string]any)
		if deep && too {
			m[name] = together(have, more)
		} else {
			m[name] = v
		}
	}
	return m
}

// CreateCard implements flow.Registry and flow.CardDesk: each time another one, which
// MadeFrom finds by its origin.
func (m *CRM) CreateCard(ctx context.Context, c desk.Card, origin string) (desk.Card, error) {
	kind, err := m.kind(c.Ref.Kind)
	if err != nil {
		return desk.Card{}, err
	}
	parts := m.parts(kind, desk.Card{}, c)
	if origin != "" {
		set(parts, kind.Origin, mark(origin))
	}
	values := map[string]string{"contact": c.Contact.ID, "company": c.Company.ID}
	out, err := m.call(ctx, kind.Create, values, together(kind.Create.body(values), parts))
	if err != nil {
		return desk.Card{}, fmt.Errorf("make a %s: %w", c.Ref.Kind, err)
	}
	ref := m.ref(c.Ref.Kind, at(at(out, kind.Create.Card), kind.ID))
	if ref.ID == "" {
		return desk.Card{}, fmt.Errorf("%w: the CRM made a %s and did not say which", desk.ErrBusy, c.Ref.Kind)
	}
	return m.Card(ctx, ref) // many answer with less than there is
}

// mark is an origin as the CRM keeps it: short, and telling nobody anything.
func mark(origin string) string { return desk.Digest("origin", origin) }

// parts are what differs between two states of a card, at their paths.
func (m *CRM) parts(kind Kind, was, is desk.Card) map[string]any {
	out := map[string]any{}
	for _, p := range []struct {
		path    string
		old, as string
	}{
		{kind.Title, was.Title, is.Title}, {kind.Pipeline, string(was.Pipeline), string(is.Pipeline)}, {kind.Stage, string(was.Stage), string(is.Stage)},
		{kind.Contact, was.Contact.ID, is.Contact.ID}, {kind.Company, was.Company.ID, is.Company.ID},
	} {
		if p.path != "" && p.old != p.as && !inList(p.path) {
			set(out, p.path, p.as)
		}
	}
	if kind.Closed != "" && was.Closed != is.Closed {
		set(out, kind.Closed, is.Closed)
	}
	for _, f := range kind.Fields {
		if v := is.Values[f.Name]; v != was.Values[f.Name] {
			if w, err := f.written(v); err == nil {
				set(out, f.path(), w)
			}
		}
	}
	return out
}

// PutCard implements flow.CardDesk: what differs from the card as it is.
func (m *CRM) PutCard(ctx context.Context, c desk.Card, _ []desk.Entry) (desk.Card, error) {
	kind, err := m.kind(c.Ref.Kind)
	if err != nil {
		return desk.Card{}, err
	}
	was, err := m.Card(ctx, c.Ref)
	if err != nil {
		return desk.Card{}, err
	}
	if parts := m.parts(kind, was, c); len(parts) > 0 {
		if err := m.change(ctx, kind, c.Ref, parts); err != nil {
			return desk.Card{}, err
		}
	}
	return m.Card(ctx, c.Ref)
}

// MadeFrom implements flow.Registry.
func (m *CRM) MadeFrom(ctx context.Context, _ desk.ConnectionID, k desk.CardKind, origin string) (desk.CardRef, error) {
	kind, err := m.kind(k)
	if err != nil {
		return desk.CardRef{}, err
	}
	_, name := cutLast(kind.Origin)
	found, err := m.list(ctx, k, kind, kind.Find, map[string]string{"field": name, "value": mark(origin)})
	for _, v := range found {
		if read(v.body, kind.Origin) == mark(origin) {
			return v.card.Ref, err
		}
	}
	return desk.CardRef{}, err
}

func cutLast(path string) (before, last string) {
	if i := strings.LastIndexByte(path, '.'); i >= 0 {
		return path[:i], path[i+1:]
	}
	return "", path
}

type found struct {
	card desk.Card
	body any
}

// list are the cards of a call's answer.
func (m *CRM) list(ctx context.Context, k desk.CardKind, kind Kind, c Call, values map[string]string) ([]found, error) {
	out, err := m.call(ctx, c, values, c.body(values))
	if errors.Is(err, desk.ErrNotFound) { // some say so where a list is empty
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	all, _ := at(out, c.Cards).([]any)
	var cards []found
	for _, v := range all {
		if card, ok := m.card(k, kind, v); ok {
			cards = append(cards, found{card, v})
		}
	}
	return cards, nil
}

// Find implements flow.Registry: CRMs look for parts of words and write phones in any
// way, so what was found is looked at.
func (m *CRM) Find(ctx context.Context, _ desk.ConnectionID, id desk.Identity) ([]desk.CardRef, error) {
	kind, err := m.kind(desk.KindContact)
	if err != nil {
		return nil, err
	}
	id.Scope = ""
	value := id.Value
	if id.Kind == desk.IdentityName { // a name and a company, of which a word will do to look by
		name, _, _ := strings.Cut(value, "/")
		value = slices.MaxFunc(append(strings.Fields(name), ""), func(a, b string) int { return len(a) - len(b) })
	}
	var cards []desk.Card
	for _, f := range kind.Fields {
		if !f.tells(id) {
			continue
		}
		field := f.Find
		if field == "" {
			field = string(f.Name)
		}
		list, err := m.list(ctx, desk.KindContact, kind, kind.Find, map[string]string{"field": field, "value": value})
		if err != nil {
			return nil, err
		}
		for _, v := range list {
			if slices.Contains(v.card.Identities(), id) && !slices.ContainsFunc(cards, func(c desk.Card) bool { return c.Ref == v.card.Ref }) {
				cards = append(cards, v.card)
			}
		}
	}
	slices.SortStableFunc(cards, func(a, b desk.Card) int { return a.CreatedAt.Compare(b.CreatedAt) })
	var out []desk.CardRef
	for _, c := range cards {
		out = append(out, c.Ref)
	}
	return out, nil
}

// tells says whether a field may hold an identity.
func (f Field) tells(id desk.Identity) bool {
	switch id.Kind {
	case desk.IdentityPhone:
		return f.Type == desk.TypePhone
	case desk.IdentityEmail:
		return f.Type == desk.TypeEmail
	case desk.IdentityName:
		return f.Name == desk.ContactName
	}
	return string(f.Name) == id.Kind || string(f.Name) == id.Kind+"_user_id"
}

// OpenCards implements flow.Registry.
func (m *CRM) OpenCards(ctx context.Context, contact desk.CardRef) ([]desk.BoundCard, error) {
	var out []desk.BoundCard
	for _, k := range []desk.CardKind{desk.KindLead, desk.KindDeal} {
		cards, err := m.of(ctx, k, contact)
		if err != nil {
			return nil, err
		}
		for _, c := range cards {
			if !c.Closed {
				out = append(out, c.Bound())
			}
		}
	}
	return out, nil
}

// of are the cards of a kind that belong to a contact or a company.
func (m *CRM) of(ctx context.Context, k desk.CardKind, owner desk.CardRef) ([]desk.Card, error) {
	kind := m.Calls.Kinds[k]
	call, whose := kind.OfContact, func(c *desk.Card) *desk.CardRef { return &c.Contact }
	if owner.Kind == desk.KindCompany {
		call, whose = kind.OfCompany, func(c *desk.Card) *desk.CardRef { return &c.Company }
	}
	if call.Path == "" || owner.ID == "" {
		return nil, nil
	}
	list, err := m.list(ctx, k, kind, call, map[string]string{string(owner.Kind): owner.ID})
	var out []desk.Card
	for _, v := range list {
		c := v.card
		if of := whose(&c); of.ID == "" || *of == owner { // many lists say less than a card
			*of = owner
			out = append(out, c)
		}
	}
	return out, err
}

// CardsOf implements flow.CardIndex.
func (m *CRM) CardsOf(ctx context.Context, of desk.CardRef) ([]desk.CardRef, error) {
	var out []desk.CardRef
	for _, k := range []desk.CardKind{desk.KindContact, desk.KindLead, desk.KindDeal, desk.KindCase} {
		if k == of.Kind {
			continue
		}
		cards, err := m.of(ctx, k, of)
		if err != nil {
			return nil, err
		}
		for _, c := range cards {
			out = append(out, c.Ref)
		}
	}
	return out, nil
}

// ListCards implements flow.CardIndex, a page of the CRM's at a time.
func (m *CRM) ListCards(ctx context.Context, f desk.CardFilter, ask desk.PageAsk) (page desk.Page[desk.Card], err error) {
	kind, err := m.kind(f.Kind)
	if err != nil {
		return page, err
	}
	call, values := kind.List, map[string]string{"cursor": ask.Cursor, "limit": strconv.Itoa(ask.Limit)}
	if owners := append(slices.Clone(f.Contacts), f.Companies...); len(owners) == 1 {
		cards, err := m.of(ctx, f.Kind, owners[0])
		return desk.Page[desk.Card]{Items: slices.DeleteFunc(cards, func(c desk.Card) bool { return !f.Has(c) })}, err
	}
	if call.Path == "" {
		return page, desk.Refuse(desk.CodeNoSuchCards, "The CRM "+string(m.Connection)+" lists no cards of kind "+string(f.Kind)+", by the description of its calls.")
	}
	out, err := m.call(ctx, call, values, call.body(values))
	if err != nil {
		return page, err
	}
	all, _ := at(out, call.Cards).([]any)
	for _, v := range all {
		if c, ok := m.card(f.Kind, kind, v); ok && f.Has(c) {
			page.Items = append(page.Items, c)
		}
	}
	page.Next = read(out, call.Next)
	return page, nil
}

// DropCard implements flow.CardIndex: it can't.
func (m *CRM) DropCard(context.Context, desk.CardRef) error {
	return desk.Refuse(desk.CodeCantDrop, "Delete the card in the CRM "+string(m.Connection)+" itself.")
}

// Pipelines implements flow.CardDesk.
func (m *CRM) Pipelines(context.Context, desk.ConnectionID) ([]desk.Pipeline, error) {
	var out []desk.Pipeline
	for _, p := range m.Calls.Pipelines {
		next := desk.Pipeline{ID: p.ID, Title: p.Title}
		for _, s := range p.Stages {
			next.Stages = append(next.Stages, desk.Stage(s))
		}
		out = append(out, next)
	}
	return out, nil
}

// Fields implements flow.Fields.
func (m *CRM) Fields(_ context.Context, _ desk.ConnectionID, k desk.CardKind) ([]desk.Field, error) {
	var out []desk.Field
	for _, f := range m.Calls.Kinds[k].Fields {
		out = append(out, f.field(k))
	}
	return out, nil
}

// Try calls what changes nothing, and says in words what works.
func (m *CRM) Try(ctx context.Context) []desk.Checked {
	var out []desk.Checked
	for _, k := range slices.Sorted(maps.Keys(m.Calls.Kinds)) {
		kind := m.Calls.Kinds[k]
		_, name := cutLast(kind.Origin)
		tried := desk.Checked{What: "find a " + string(k), OK: true, Text: "The CRM answered."}
		if _, err := m.list(ctx, k, kind, kind.Find, map[string]string{"field": name, "value": mark("nobody")}); err != nil {
			tried.OK, tried.Text = false, said(err)
		}
		out = append(out, tried)
	}
	return out
}

// said is an error in words for a person.
func said(err error) string {
	var no *desk.Refusal
	if errors.As(err, &no) {
		return no.Text
	}
	return err.Error()
}
