package builtin

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/sufler/sufler/shared/desk"
)

// Seed stores what the CRM of a new stack begins with: the pipeline "sales" and a
// small set of fields, with those of contacts that hold channels' ids of people. What
// is there already stays.
func (c CRM) Seed(ctx context.Context, ids []desk.Field) error {
	if _, err := c.SavePipeline(ctx, starterPipeline()); unlessThere(err) != nil {
		return fmt.Errorf("seed: %w", err)
	}
	for _, f := range starterFields(ids) {
		if _, err := c.SaveField(ctx, f); unlessThere(err) != nil {
			return fmt.Errorf("seed: %w", err)
		}
	}
	return nil
}

// unlessThere is err, unless it says that the record is there already.
func unlessThere(err error) error {
	if errors.Is(err, desk.ErrConflict) {
		return nil
	}
	return err
}

func starterPipeline() desk.Pipeline {
	return desk.Pipeline{ID: "sales", Title: "Sales", Stages: []desk.Stage{
		{ID: "new", Title: "New"},
		{ID: "in_work", Title: "In work"},
		{ID: "won", Title: "Won", Final: "won"},
		{ID: "lost", Title: "Lost", Final: "lost"},
	}}
}

// starterFields are the fields of a new stack, in their order. A lead's and a
// deal's are the same, so that what was learnt of a lead goes on in its deal.
func starterFields(ids []desk.Field) []desk.Field {
	fields := []desk.Field{
		{Card: desk.KindContact, Name: "name", Title: "Name", Type: desk.TypeString,
			Description: "The customer's name, as they want to be addressed"},
		{Card: desk.KindContact, Name: "phone", Title: "Phone", Type: desk.TypePhone, On: true,
			Description: "The customer's own phone number"},
		{Card: desk.KindContact, Name: "email", Title: "E-mail", Type: desk.TypeEmail, On: true,
			Description: "The customer's own e-mail address"},
		{Card: desk.KindContact, Name: desk.ContactCompany, Title: "Company", Type: desk.TypeString,
			Description: "The company that the customer writes for"},
	}
	for _, kind := range []desk.CardKind{desk.KindLead, desk.KindDeal} {
		for _, f := range saleFields() {
			f.Card = kind
			fields = append(fields, f)
		}
	}
	for i := range fields {
		fields[i].Policy = desk.PolicyFillIfEmpty
	}
	return slices.Concat(fields, profileFields(ids), caseFields(), companyFields())
}

// companyFields are what is known of whom contacts work for. CoPilot does not read
// for companies.
func companyFields() []desk.Field {
	fields := []desk.Field{
		{Name: "phone", Title: "Phone", Type: desk.TypePhone, Description: "The company's phone number"},
		{Name: "email", Title: "E-mail", Type: desk.TypeEmail, Description: "The company's e-mail address"},
		{Name: "website", Title: "Website", Type: desk.TypeString, Description: "The company's website"},
		{Name: "address", Title: "Address", Type: desk.TypeAddress, Description: "Where the company is"},
	}
	for i := range fields {
		fields[i].Card, fields[i].Policy = desk.KindCompany, desk.PolicyNever
	}
	return fields
}

// caseFields are what making a case out of a chat fills (OP-18 to OP-25; a case's
// contact is its card's). CoPilot does not read for cases (CP-01).
func caseFields() []desk.Field {
	fields := []desk.Field{
		{Name: desk.CaseSubject, Title: "Subject", Type: desk.TypeString, Description: "What it is about: the first message of the chat"},
		{Name: desk.CaseDescription, Title: "Description", Type: desk.TypeText,
			Description: "What the customer wrote before the operator's first reply"},
		{Name: desk.CaseSource, Title: "Source", Type: desk.TypeEnum, Description: "How the case came in",
			Options: []desk.Option{{Value: string(desk.CaseFromChat)}, {Value: "Phone"}, {Value: "E-mail"}, {Value: "Web form"}}},
		{Name: desk.CaseRegistered, Title: "Registration date", Type: desk.TypeDateTime, Description: "When the case was made"},
		{Name: desk.CaseState, Title: "State", Type: desk.TypeEnum, Description: "How far the case is",
			Options: []desk.Option{{Value: string(desk.CaseNew)}, {Value: "In progress"}, {Value: "Waiting"}, {Value: "Resolved"}, {Value: "Closed"}, {Value: "Cancelled"}}},
		{Name: desk.CaseAccount, Title: "Account", Type: desk.TypeString, Description: "The company of the case's contact"},
		{Name: desk.CaseResponsible, Title: "Responsible", Type: desk.TypeString, Description: "The operator who sees to the case"},
	}
	for i := range fields {
		fields[i].Card, fields[i].Policy = desk.KindCase, desk.PolicyNever
	}
	return fields
}

// profileFields are what a messenger shows of a person (CH-15 to CH-18): filled
// when the contact is made, and never read out of a chat.
func profileFields(ids []desk.Field) []desk.Field {
	fields := []desk.Field{
		{Name: "username", Title: "Username", Description: "The name that the customer goes by on the messenger"},
		{Name: "photo", Title: "Photo", Description: "The messenger's reference of the customer's picture"},
	}
	fields = append(fields, ids...)
	for i := range fields {
		fields[i].Card, fields[i].Type, fields[i].Policy = desk.KindContact, desk.TypeString, desk.PolicyNever
	}
	return fields
}

func saleFields() []desk.Field {
	return []desk.Field{
		{Name: "client_name", Title: "Client's name", Type: desk.TypeString, Private: true,
			Description: "The customer's name, with the family name if it was given"},
		{Name: "client_phone", Title: "Phone", Type: desk.TypePhone, On: true,
			Description: "The phone number at which the customer can be reached about the order"},
		{Name: "client_email", Title: "E-mail", Type: desk.TypeEmail, On: true,
			Description: "The customer's e-mail address"},
		{Name: "product", Title: "Product", Type: desk.TypeString,
			Description: "The product or service that the customer wants, as they call it"},
		{Name: "quantity", Title: "Quantity", Type: desk.TypeInteger,
			Description: "How many pieces of the product the customer wants"},
		{Name: "budget", Title: "Budget", Type: desk.TypeMoney, On: true,
			Description: "How much the customer is ready to spend, or the sum that was agreed"},
		{Name: "delivery_address", Title: "Delivery address", Type: desk.TypeAddress, On: true, Private: true,
			Description: "Where to deliver the order or where to come, the newest if it was corrected"},
		{Name: "delivery_date", Title: "Delivery date", Type: desk.TypeDate, On: true,
			Description: "The day that was agreed for the delivery or the visit"},
		{Name: "payment_method", Title: "Payment method", Type: desk.TypeEnum, On: true,
			Description: "How the customer wants to pay", Options: []desk.Option{
				{Value: "card", Synonyms: []string{"by card", "картой", "карта", "con tarjeta", "tarjeta"}},
				{Value: "cash", Synonyms: []string{"in cash", "наличными", "наличные", "en efectivo", "efectivo"}},
				{Value: "transfer", Synonyms: []string{"bank transfer", "wire", "переводом", "перевод", "по счёту", "transferencia"}},
			}},
		{Name: "discount", Title: "Discount, %", Type: desk.TypeNumber, Grants: true,
			Description: "The discount in per cent that the operator granted"},
		{Name: "comment", Title: "Comment", Type: desk.TypeText,
			Description: "Wishes of the customer that fit no other field"},
	}
}
