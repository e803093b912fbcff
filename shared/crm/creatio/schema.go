package creatio

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
)

// fresh is how long columns and lookups are known for.
const fresh = 10 * time.Minute

// originColumn is ours: what a record was made from.
const originColumn = "UsrSuflerOrigin"

// object is how a kind of card lies in Creatio.
type object struct {
	collection string
	schemaID   string // of the object, by which the feed names it; the same in every Creatio
	title      string
	stage      string // the column of the stage …
	stages     string // … and the collection of stages
	contact    string
	company    string
	named      map[string]desk.FieldName // columns that have a name of ours
}

// objects are the kinds. A case's are those of OP-18 to OP-25; its contact and account
// are the card's contact and company.
var objects = lazy.Table(func() map[desk.CardKind]object {
	return map[desk.CardKind]object{
		desk.KindContact: {collection: "Contact", schemaID: "16be3651-8fe2-4159-8dd0-a803d4683dd3", title: "Name", company: "AccountId", named: map[string]desk.FieldName{"Name": desk.ContactName, "MobilePhone": desk.IdentityPhone, "Email": desk.IdentityEmail}},
		desk.KindCompany: {collection: "Account", schemaID: "25d7c1ab-1de0-4501-b402-02e0e5a72d6e", title: "Name", named: map[string]desk.FieldName{"Name": desk.ContactName}},
		desk.KindLead:    {collection: "Lead", schemaID: "41af89e9-750b-4ebb-8cac-ff39b64841ec", title: "LeadName", stage: "QualifyStatusId", stages: "QualifyStatus", contact: "QualifiedContactId"},
		desk.KindDeal:    {collection: "Opportunity", schemaID: "ae46fb87-c02c-4ae8-ad31-a923cdd994cf", title: "Title", stage: "StageId", stages: "OpportunityStage", contact: "ContactId"},
		desk.KindCase: {collection: "Case", schemaID: "117d32f9-8275-4534-8411-1c66115ce9cd", title: "Subject", contact: "ContactId", company: "AccountId", named: map[string]desk.FieldName{
			"Subject": desk.CaseSubject, "Symptoms": desk.CaseDescription, "OriginId": desk.CaseSource, "RegisteredOn": desk.CaseRegistered, "StatusId": desk.CaseState, ownerColumn: desk.CaseResponsible,
		}},
	}
})

// ownerColumn is who answers for a record, a contact of the company's own.
const ownerColumn = "OwnerId"

// field is a field of ours, and its column.
type field struct {
	desk.Field
	column string
	day    bool     // it is kept as a day, not as a moment
	lookup []option // of a list
}

type option struct{ id, label string }

type schema struct {
	object
	entityType
	fields []field
	stages []desk.Stage
	until  time.Time
}

func (s schema) field(name desk.FieldName) (field, bool) {
	i := slices.IndexFunc(s.fields, func(f field) bool { return f.Name == name })
	if i < 0 {
		return field{}, false
	}
	return s.fields[i], true
}

// of is what is known of a kind's records, asked for anew every ten minutes.
func (m *CRM) of(ctx context.Context, k desk.CardKind) (schema, error) {
	o, ok := objects.Get()[k]
	if !ok {
		return schema{}, desk.Refuse(desk.CodeNoSuchCards, "Creatio has no cards of kind "+string(k)+".")
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.Now()
	if s, ok := m.schemas[k]; ok && now.Before(s.until) {
		return s, nil
	}
	if m.types == nil || !now.Before(m.until) {
		types, err := m.metadata(ctx)
		if err != nil {
			return schema{}, fmt.Errorf("the metadata: %w", err)
		}
		m.types, m.until = types, now.Add(fresh)
	}
	t, ok := m.types[o.collection]
	if !ok {
		return schema{}, desk.Refuse(desk.CodeNoSuchCards, "This Creatio has no "+o.collection+".")
	}
	s := schema{object: o, entityType: t, until: now.Add(fresh)}
	var err error
	if s.fields, err = m.fieldsOf(ctx, k, o, t); err != nil {
		return schema{}, err
	}
	if o.stage != "" {
		if s.stages, err = m.stagesOf(ctx, o); err != nil {
			return schema{}, err
		}
	}
	m.schemas[k] = s
	return s, nil
}

// types are OData's and ours. Creatio keeps a date as a moment; which columns are dates
// its metadata does not tell, but for the birthday. 0 is what a number is that nobody
// wrote.
var types = lazy.Table(func() map[string]desk.FieldType {
	return map[string]desk.FieldType{
		"Edm.String": desk.TypeString, "Edm.Int32": desk.TypeInteger, "Edm.Int64": desk.TypeInteger, "Edm.Decimal": desk.TypeNumber, "Edm.Double": desk.TypeNumber,
		"Edm.Boolean": desk.TypeBoolean, "Edm.DateTimeOffset": desk.TypeDateTime, "Edm.Date": desk.TypeDate,
	}
})

// typed are the columns whose type of ours is another one.
var typed = lazy.Table(func() map[string]desk.FieldType {
	return map[string]desk.FieldType{
		"MobilePhone": desk.TypePhone, "Phone": desk.TypePhone, "HomePhone": desk.TypePhone, "Email": desk.TypeEmail, "BirthDate": desk.TypeDate,
		"Notes": desk.TypeText, "Commentary": desk.TypeText, "Symptoms": desk.TypeText, "Solution": desk.TypeText, "Description": desk.TypeText, "Address": desk.TypeAddress,
	}
})

// lookups are the lists that are offered, beside those of the company's own columns.
var lookups = []string{"OriginId", "StatusId", "PriorityId", "LeadTypeId"}

// maxLookups is how many lists a kind has, and maxOptions how many options one.
const maxLookups, maxOptions = 20, 200

func (m *CRM) fieldsOf(ctx context.Context, k desk.CardKind, o object, t entityType) (out []field, err error) {
	lists := 0
	for _, p := range t.Properties {
		name, named := o.named[p.Name]
		hidden := p.Name == originColumn || p.Name == o.title && !named || p.Name == o.stage || p.Name == o.contact || p.Name == o.company || p.Name == "CreatedOn" || p.Name == "ModifiedOn" || p.Name == "ProcessListeners"
		if hidden || len(p.Name) > 64 {
			continue
		}
		f := field{column: p.Name, day: p.Type == "Edm.Date", Field: desk.Field{Card: k, Name: name, Title: p.Name, Type: types.Get()[p.Type]}}
		if t, ok := typed.Get()[p.Name]; ok {
			f.Type = t
		}
		switch {
		case p.Name == ownerColumn && named:
			f.Type = desk.TypeString
		case p.Type == "Edm.Guid":
			target := t.leads(p.Name)
			if target == "" || lists == maxLookups || !strings.HasPrefix(p.Name, "Usr") && !slices.Contains(lookups, p.Name) {
				continue
			}
			lists++
			if f.lookup, err = m.lookup(ctx, target); err != nil {
				return nil, fmt.Errorf("the list of %s: %w", p.Name, err)
			}
			f.Type = desk.TypeEnum
			for _, op := range f.lookup {
				f.Options = append(f.Options, desk.Option{Value: op.label})
			}
		}
		if f.Type == "" {
			continue
		}
		if !named {
			f.Name = nameOf(p.Name, out)
		}
		out = append(out, f)
	}
	return out, nil
}

// nameOf is a column's name as fields are called: usr_city is city, where nothing else is.
func nameOf(column string, taken []field) desk.FieldName {
	var b strings.Builder
	for i, r := range strings.TrimSuffix(column, "Id") {
		if unicode.IsUpper(r) && i > 0 {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	if strings.HasSuffix(column, "UserId") { // telegram_user_id
		b.WriteString("_id")
	}
	whole := b.String()
	short, usr := strings.CutPrefix(whole, "usr_")
	has := func(name string) bool {
		return slices.ContainsFunc(taken, func(f field) bool { return f.Name == desk.FieldName(name) })
	}
	if usr && short != "" && !has(short) {
		return desk.FieldName(short)
	}
	if has(whole) {
		return desk.FieldName("column_" + strings.ToLower(column))
	}
	return desk.FieldName(whole)
}

// lookup are the options of a list, by their labels.
func (m *CRM) lookup(ctx context.Context, collection string) ([]option, error) {
	all, err := m.records(ctx, collection, "$select", "Id,Name", "$orderby", "Name", "$top", fmt.Sprint(maxOptions))
	var out []option
	for _, r := range all {
		label := kit.Plain(r["Name"])
		if label != "" && !slices.ContainsFunc(out, func(o option) bool { return o.label == label }) {
			out = append(out, option{kit.Plain(r["Id"]), label})
		}
	}
	return out, err
}

// stagesOf are the stages of a kind, in their order. Which close a record is said by its
// own columns, of which not every list has each.
func (m *CRM) stagesOf(ctx context.Context, o object) ([]desk.Stage, error) {
	all, err := m.records(ctx, o.stages, "$top", fmt.Sprint(maxOptions))
	if err != nil {
		return nil, fmt.Errorf("the stages: %w", err)
	}
	slices.SortStableFunc(all, func(a, b record) int { return int(numberOf(a["Number"]) - numberOf(b["Number"])) })
	var out []desk.Stage
	for _, r := range all {
		s := desk.Stage{ID: desk.StageID(kit.Plain(r["Id"])), Title: kit.Plain(r["Name"])}
		if r["End"] == true || r["IsFinal"] == true || r["IsEnd"] == true {
			if s.Final = "lost"; r["Successful"] == true {
				s.Final = "won"
			}
		}
		out = append(out, s)
	}
	return out, nil
}
