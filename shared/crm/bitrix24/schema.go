package bitrix24

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
)

// kind is how Bitrix24 calls a kind of card.
// https://github.com/bitrix-tools/b24-rest-docs/blob/main/api-reference/crm/data-types.md
type kind struct {
	card   desk.CardKind
	entity int
	name   string // of its classic methods and of its timeline
}

func (m *CRM) kind(k desk.CardKind) (kind, error) {
	switch k {
	case desk.KindLead:
		return kind{k, 1, "lead"}, nil
	case desk.KindDeal:
		return kind{k, 2, "deal"}, nil
	case desk.KindContact:
		return kind{k, 3, "contact"}, nil
	case desk.KindCompany:
		return kind{k, 4, "company"}, nil
	case desk.KindCase:
		if m.cases != 0 {
			return kind{k, m.cases, "dynamic_" + strconv.Itoa(m.cases)}, nil
		}
	}
	return kind{}, desk.Refuse(desk.CodeNoSuchCards, "The Bitrix24 "+string(m.Connection)+" has no cards of kind "+string(k)+": for cases name the smart process in the connection's option cases.")
}

// smart says whether the kind is a smart process.
func (k kind) smart() bool { return k.entity >= 128 }

// multi says whether its cards have phones and e-mails of their own.
func (k kind) multi() bool { return k.entity == 1 || k.entity == 3 || k.entity == 4 }

// origin is what finds a card that was made from an origin, and marks it.
func (k kind) origin(mark string) args {
	if k.smart() {
		return args{"xmlId": "sufler-" + mark}
	}
	return args{"originatorId": "sufler", "originId": mark}
}

// schema is what Bitrix24 says of a kind's fields.
type schema struct {
	fields []field
	at     time.Time
}

// field is a field of Bitrix24.
type field struct {
	name     desk.FieldName // ours
	key      string         // its name there
	title    string
	kind     string // the type there
	multiple bool
	type_    desk.FieldType
	options  []option
}

// option is one value of a list: ours is the label that people see.
type option struct{ id, label string }

// How long a schema is believed: cards are read by it for so long; the fields that are
// asked for must be newer, since whoever asks keeps them for a while.
const (
	schemaLife = 10 * time.Minute
	fieldsLife = time.Minute
)

// known is the schema of a kind, if it is younger than so long.
func (m *CRM) known(k desk.CardKind, life time.Duration) *schema {
	m.mu.Lock()
	defer m.mu.Unlock()
	if s := m.schemas[k]; s != nil && m.Now().Before(s.at.Add(life)) {
		return s
	}
	return nil
}

// asks are the commands that tell a kind's fields.
func (k kind) asks() batch {
	b := batch{
		"fields":   {"crm.item.fields", args{"entityTypeId": k.entity, "useOriginalUfNames": "Y"}},
		"statuses": {"crm.status.list", args{"order": args{"SORT": "ASC"}}},
	}
	if !k.smart() {
		b["lists"] = command{"crm." + k.name + ".userfield.list", args{"filter": args{"USER_TYPE_ID": "enumeration"}}}
	}
	return b
}

// learned keeps the schema that a batch told.
func (m *CRM) learned(k kind, got answers) (*schema, error) {
	if err := got.err("fields"); err != nil {
		return nil, fmt.Errorf("fields of a %s: %w", k.card, err)
	}
	in, _ := got.result("fields").(map[string]any)
	all, _ := in["fields"].(map[string]any)
	if len(all) == 0 {
		return nil, fmt.Errorf("%w: Bitrix24 told no fields of a %s", desk.ErrBusy, k.card)
	}
	s := &schema{at: m.Now()}
	for _, key := range sorted(all) {
		if said, ok := all[key].(map[string]any); ok {
			if f, ok := readField(key, said, statuses(got.result("statuses")), lists(got.result("lists"))); ok {
				s.fields = append(s.fields, f)
			}
		}
	}
	if k.multi() {
		s.fields = append(s.fields,
			field{name: "phone", key: "PHONE", title: "Phone", kind: "fm", type_: desk.TypePhone},
			field{name: "email", key: "EMAIL", title: "E-mail", kind: "fm", type_: desk.TypeEmail})
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.schemas[k.card] = s
	return s, nil
}

// schema is what is known of a kind's fields, asked for if it is too old.
func (m *CRM) schema(ctx context.Context, k kind, life time.Duration) (*schema, error) {
	if s := m.known(k.card, life); s != nil {
		return s, nil
	}
	got, err := m.batch(ctx, k.asks())
	if err != nil {
		return nil, err
	}
	return m.learned(k, got)
}

// Fields implements flow.Fields.
func (m *CRM) Fields(ctx context.Context, _ desk.ConnectionID, c desk.CardKind) ([]desk.Field, error) {
	k, err := m.kind(c)
	if err != nil {
		return nil, err
	}
	s, err := m.schema(ctx, k, fieldsLife)
	if err != nil {
		return nil, err
	}
	out := make([]desk.Field, 0, len(s.fields))
	for _, f := range s.fields {
		out = append(out, f.field(c))
	}
	return out, nil
}

// field is the field as verbs have it. What CoPilot may do with it, the company says.
func (f field) field(c desk.CardKind) desk.Field {
	out := desk.Field{Card: c, Name: f.name, Title: f.title, Type: f.type_}
	for _, o := range f.options {
		out.Options = append(out.Options, desk.Option{Value: o.label})
	}
	return out
}

// own are the fields of our own: UF_CRM_SUFLER_TELEGRAM_USER_ID is telegram_user_id.
var own = lazy.Pattern(`^UF_CRM_(?:[0-9]+_)?SUFLER_([A-Z0-9_]+)$`)

// ownXML marks them.
const ownXML = "SUFLER"

// inner are fields that Bitrix24 or we keep for ourselves, or that the title is.
var inner = []string{
	"id", "title", "xmlId", "originatorId", "originId", "originVersion", "opened", "export", "isManualOpportunity", "isRecurring", "isReturnCustomer",
	"isRepeatedApproach", "closed", "webformId", "searchContent", "hasPhone", "hasEmail", "hasImol", "faceId", "lastActivityTime", "taxValue", "probability",
}

// readField reads a field's description; ok is false for what nobody fills from a chat:
// what Bitrix24 sets itself, and references to other records.
func readField(key string, said map[string]any, statuses map[string][]option, lists map[string][]option) (f field, ok bool) {
	f = field{name: desk.FieldName(key), key: key, title: kit.Plain(said["title"]), kind: kit.Plain(said["type"]), multiple: said["isMultiple"] == true}
	if said["isReadOnly"] == true || slices.Contains(inner, key) || strings.HasPrefix(key, "utm") {
		return f, false
	}
	if mine := own.FindStringSubmatch(key); mine != nil {
		f.name = desk.FieldName(strings.ToLower(mine[1]))
	}
	if f.title == "" || f.title == key {
		f.title = string(f.name)
	}
	switch f.kind {
	case "enumeration":
		if f.options = options(said["items"], "ID", "VALUE"); len(f.options) == 0 {
			f.options = lists[key]
		}
	case "crm_status":
		f.options = statuses[kit.Plain(said["statusType"])]
	}
	f.type_ = f.ours()
	return f, f.type_ != "" && key != "stageId"
}

// options are an enumeration's, in their order; two of one label are told apart.
func options(v any, id, label string) (out []option) {
	all, _ := v.([]any)
	for _, one := range all {
		in, _ := one.(map[string]any)
		o := option{kit.Plain(in[id]), oneLine.ReplaceAllString(strings.TrimSpace(kit.Plain(in[label])), " ")}
		if o.id == "" || o.label == "" {
			continue
		}
		if slices.ContainsFunc(out, func(have option) bool { return have.label == o.label }) {
			o.label += " (" + o.id + ")"
		}
		out = append(out, o)
	}
	return out
}

var oneLine = lazy.Pattern(`\s+`)

// statuses are the entries of the reference books, by book, in their order.
func statuses(v any) map[string][]option {
	books := map[string][]any{}
	all, _ := v.([]any)
	for _, one := range all {
		if in, ok := one.(map[string]any); ok {
			book := kit.Plain(in["ENTITY_ID"])
			books[book] = append(books[book], one)
		}
	}
	out := map[string][]option{}
	for book, entries := range books {
		out[book] = options(entries, "STATUS_ID", "NAME")
	}
	return out
}

// lists are the options of user fields, by field.
func lists(v any) map[string][]option {
	out := map[string][]option{}
	all, _ := v.([]any)
	for _, one := range all {
		if in, ok := one.(map[string]any); ok {
			out[kit.Plain(in["FIELD_NAME"])] = options(in["LIST"], "ID", "VALUE")
		}
	}
	return out
}
