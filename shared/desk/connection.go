package desk

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// CRMKind is a kind of CRM that a company can connect.
type CRMKind string

// The kinds.
const (
	CRMRest     CRMKind = "rest"     // any that speaks JSON over HTTP, by a description of its calls
	CRMBitrix24 CRMKind = "bitrix24" // by an inbound webhook
	CRMKommo    CRMKind = "kommo"    // amoCRM, too
	CRMCreatio  CRMKind = "creatio"
)

// Connection is one connected CRM (D16): any number of each kind, side by side. A
// line names the one that its customers live in.
type Connection struct {
	ID    ConnectionID
	Kind  CRMKind
	Title string
	// Secrets are named by the kind's plug, and are write-only: no API answer and no
	// log holds one.
	Secrets map[string]string
	Options map[string]string
	// Uses is what the company lets CoPilot do with the CRM's fields. The fields
	// themselves are the CRM's.
	Uses      map[CardKind]map[FieldName]FieldUse
	Version   int64 // of the stored record; 0: new
	CreatedAt time.Time
}

// CRMInfo is what a person who connects a CRM of a kind must know of it.
type CRMInfo struct {
	Kind  CRMKind
	Title string
	Needs []LineNeed
	// Ways are those to be let in: each names what it takes, and one is enough. None: what
	// is required is.
	Ways [][]string
}

// WrongSettings is ErrInvalid with each secret and option of a connection that is missing or
// wrong.
type WrongSettings struct {
	Kind   CRMKind
	Faults []SettingFault
}

// SettingFault is what is wrong with one, in words for a person. It repeats no secret.
type SettingFault struct {
	Name    string
	Secret  bool
	Missing bool
	Code    string            // "": the text alone says what is wrong
	Values  map[string]string // what a sentence about the code fills in
	Text    string
}

// Error implements error.
func (w *WrongSettings) Error() string {
	var said []string
	for _, f := range w.Faults {
		said = append(said, f.Name+" "+f.Text)
	}
	return fmt.Sprintf("%s: the connection of kind %s: %s", ErrInvalid, w.Kind, strings.Join(said, "; "))
}

// Unwrap makes it ErrInvalid.
func (w *WrongSettings) Unwrap() error { return ErrInvalid }

// WrongSetting is *WrongSettings with one that is wrong, in words that follow on its name.
func WrongSetting(k CRMKind, name string, secret bool, code, text string, values ...string) error {
	return &WrongSettings{Kind: k, Faults: []SettingFault{{Name: name, Secret: secret, Code: code, Values: pairs(values), Text: text}}}
}

// Check says in words which secrets and options the connection lacks, or has wrong,
// as far as that can be known without calling anybody. *WrongSettings. It repeats no
// secret.
func (i CRMInfo) Check(c Connection) error {
	wrong := &WrongSettings{Kind: i.Kind, Faults: i.lacks(c)}
	add := func(name string, secret bool, code, text string, values ...string) {
		wrong.Faults = append(wrong.Faults, SettingFault{Name: name, Secret: secret, Code: code, Values: pairs(values), Text: text})
	}
	for _, n := range i.Needs {
		have := c.setting(n)
		switch {
		case n.OneOf != nil && have != "" && !slices.Contains(n.OneOf, have):
			add(n.Name, n.Secret, "setting_one_of", "must be one of "+strings.Join(n.OneOf, ", "), "list", strings.Join(n.OneOf, ", "))
		case n.Secret && strings.ContainsFunc(have, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }):
			add(n.Name, n.Secret, "setting_spaces", "has a space or a line break in it: copy it anew, without")
		}
	}
	for _, given := range []struct {
		secret bool
		names  map[string]string
	}{{true, c.Secrets}, {false, c.Options}} {
		for _, name := range slices.Sorted(maps.Keys(given.names)) {
			at := slices.IndexFunc(i.Needs, func(n LineNeed) bool { return n.Name == name })
			switch {
			case at < 0:
				add(name, given.secret, "setting_unknown", "is nothing that it knows")
			case i.Needs[at].Secret && !given.secret:
				add(name, false, "setting_secret", "is a secret, and no option")
			case !i.Needs[at].Secret && given.secret:
				add(name, true, "setting_option", "is an option, and no secret")
			}
		}
	}
	if len(wrong.Faults) == 0 {
		return nil
	}
	return wrong
}

// lacks are the settings that a connection lacks: those that are required, and those of the
// way to be let in of which it has most.
func (i CRMInfo) lacks(c Connection) (out []SettingFault) {
	add := func(name, text string) {
		n := i.Needs[slices.IndexFunc(i.Needs, func(n LineNeed) bool { return n.Name == name })]
		out = append(out, SettingFault{Name: name, Secret: n.Secret, Missing: true, Text: text + " (" + n.Text + ")"})
	}
	for _, n := range i.Needs {
		if n.Required && c.setting(n) == "" {
			add(n.Name, "is missing")
		}
	}
	most, missing, others := -1, []string(nil), []string(nil)
	for _, way := range i.Ways {
		var without []string
		for _, name := range way {
			if at := slices.IndexFunc(i.Needs, func(n LineNeed) bool { return n.Name == name }); c.setting(i.Needs[at]) == "" {
				without = append(without, name)
			}
		}
		if len(without) == 0 {
			return out
		}
		if has := len(way) - len(without); has > most {
			most, missing = has, without
		}
		others = append(others, listed(way))
	}
	for _, name := range missing {
		text := "is missing"
		if most == 0 { // nothing says which way is meant
			text += ", or what another way takes: " + strings.Join(others, "; or ")
		}
		add(name, text)
	}
	return out
}

// listed is a, b and c.
func listed(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// setting is what a connection has of a need.
func (c Connection) setting(n LineNeed) string {
	if n.Secret {
		return c.Secrets[n.Name]
	}
	return c.Options[n.Name]
}

// UnknownCRM says which kinds of CRM there are instead. ErrInvalid.
func UnknownCRM(k CRMKind, all []CRMInfo) error {
	names := make([]string, len(all))
	for i, info := range all {
		names[i] = string(info.Kind)
	}
	return fmt.Errorf("%w: there is no kind of CRM %q: write %s", ErrInvalid, k, strings.Join(names, ", "))
}

// FieldUse is what a company lets CoPilot do with a field of a connected CRM, and
// what it tells the reader of it: what a Field of the built-in CRM says itself.
type FieldUse struct {
	Description string
	Policy      Policy
	On          bool
	Grants      bool
	Private     bool
	// Type is what the field was when it was put to use; "": nobody noted it.
	Type FieldType
}

// Of is the field as the company uses it. What it says nothing of is not read:
// a CRM has hundreds of fields, and each must be meant.
func (u FieldUse) Of(f Field) Field {
	f.Policy, f.On, f.Grants, f.Private = u.Policy, u.On, u.Grants, u.Private
	if f.Policy == "" {
		f.Policy = PolicyNever
	}
	if u.Description != "" {
		f.Description = u.Description
	}
	if u.Type != "" && u.Type != f.Type {
		f.Unsupported = "The field was of type " + string(u.Type) + " when it was put to use, and is of type " + string(f.Type) + " now in the CRM. Say anew what CoPilot may do with it."
	}
	return f
}

// use is how the company uses a field. A contact's name, phone and e-mail are filled unless
// it said otherwise: what a lead or a deal tells of who the customer is goes there, and what
// those have no field for is read for it.
func (c Connection) use(k CardKind, f FieldName) FieldUse {
	if u, said := c.Uses[k][f]; said || k != KindContact || !f.IsOwn() {
		return u
	}
	return FieldUse{Policy: PolicyFillIfEmpty, On: true}
}

// Unused is how a field is used that was taken out of use: not at all, which of a contact's
// own has to be said.
func Unused(k CardKind, f FieldName) FieldUse {
	if k == KindContact && f.IsOwn() {
		return FieldUse{Policy: PolicyNever}
	}
	return FieldUse{}
}

// Used are a kind's fields as the company uses them. One that is in use and no longer
// in the CRM is still among them, unsupported, so that people see why it is not read.
func (c Connection) Used(k CardKind, all []Field) []Field {
	out := slices.Clone(all)
	there := map[FieldName]bool{}
	for i, f := range out {
		out[i], there[f.Name] = c.use(k, f.Name).Of(f), true
	}
	for _, name := range slices.Sorted(maps.Keys(c.Uses[k])) {
		if u := c.Uses[k][name]; !there[name] {
			f := u.Of(Field{Card: k, Name: name, Title: string(name), Type: cmp.Or(u.Type, TypeString)})
			f.Gone, f.Unsupported = true, "The CRM has no such field any more. Take it out of use, or make it there again."
			out = append(out, f)
		}
	}
	return out
}

// Using is the connection with another use of a field; the zero use takes it away.
func (c Connection) Using(k CardKind, f FieldName, u FieldUse) Connection {
	kinds := map[CardKind]map[FieldName]FieldUse{}
	for kind, uses := range c.Uses {
		kinds[kind] = maps.Clone(uses)
	}
	if kinds[k] == nil {
		kinds[k] = map[FieldName]FieldUse{}
	}
	if kinds[k][f] = u; u == (FieldUse{}) {
		delete(kinds[k], f)
	}
	c.Uses = kinds
	return c
}

// After is the connection as it follows on another: where the address is another one,
// or the identity service's, the old secrets are not sent.
func (c Connection) After(had Connection) Connection {
	if c.Options["address"] == had.Options["address"] && c.Options["identity"] == had.Options["identity"] {
		return c
	}
	c.Secrets = maps.Clone(c.Secrets)
	maps.DeleteFunc(c.Secrets, func(name, secret string) bool { return had.Secrets[name] == secret })
	return c
}

// Filling says whether any field of its leads and deals is switched on for CoPilot, which
// fills nothing there else. It looks at what the company said, and asks nobody: a field of
// which nobody noted the type is believed to be one.
func (c Connection) Filling() Checked {
	n := 0
	for _, k := range []CardKind{KindLead, KindDeal} {
		for name, u := range c.Uses[k] {
			if u.Of(Field{Card: k, Name: name, Type: cmp.Or(u.Type, TypeString)}).Readable() {
				n++
			}
		}
	}
	out := Checked{About: AboutFilling, What: "fill leads and deals", OK: n > 0, Code: CheckedFilling, Text: fmt.Sprintf("Fields of leads and deals that CoPilot may fill: %d. A contact's name, phone and e-mail are filled, too, unless you say otherwise.", n)}.Saying("count", strconv.Itoa(n))
	if n == 0 {
		out.Code = CodeNoFieldOn
		out.Text = "No field of leads or deals is switched on for CoPilot, and nothing will be filled until one is. Say of a field what CoPilot may do with it. From then on a contact's name, phone and e-mail are filled, too, unless you say otherwise."
	}
	return out
}

// MaxUses is how many fields of a connection can be in use; the record that holds
// them stays small.
const MaxUses = 400

// CheckUses refuses more uses than are kept. ErrInvalid.
func (c Connection) CheckUses() error {
	n := 0
	for _, uses := range c.Uses {
		n += len(uses)
	}
	if n > MaxUses {
		return fmt.Errorf("%w: at most %d fields of a connection can be in use", ErrInvalid, MaxUses)
	}
	return nil
}
