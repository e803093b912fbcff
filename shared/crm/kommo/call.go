package kommo

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
)

// refusedError is what Kommo does not take of a body.
//
// https://developers.kommo.com/docs/http-codes, "validation-errors"
type refusedError struct {
	status int
	paths  []string // which parts, where it says so: custom_fields_values.0.values.0.value
}

func (e *refusedError) Error() string {
	return fmt.Sprintf("Kommo answered %d: it does not take %d parts of what was written", e.status, len(e.paths))
}

func (e *refusedError) Unwrap() error { return desk.ErrInvalid }

// problem is a body of the type application/problem+json.
type problem struct {
	Errors []struct {
		Errors []struct {
			Path string `json:"path"`
		} `json:"errors"`
	} `json:"validation-errors"`
}

// call makes a call, below /api/v4 where its path does not begin with a /, and decodes what it answers; nothing found changes
// nothing in out.
func (m *CRM) call(ctx context.Context, method, path string, body, out any) error {
	var in bytes.Buffer
	if body != nil {
		e := json.NewEncoder(&in)
		e.SetEscapeHTML(false)
		if err := e.Encode(body); err != nil {
			return fmt.Errorf("%w: a body for Kommo: %w", desk.ErrInvalid, err)
		}
	}
	refused := int64(0)
	for {
		by, err := m.access(ctx, refused)
		if err != nil {
			return err
		}
		a, err := m.send(ctx, by, method, path, in.Bytes(), body != nil)
		if err != nil {
			return err
		}
		if a.Status == http.StatusUnauthorized && m.keeper != nil && refused == 0 { // once, with another token
			refused = by.Round
			continue
		}
		if err := problemOf(a); err != nil {
			return err
		}
		return a.Into(out)
	}
}

func (m *CRM) send(ctx context.Context, by kit.Access, method, path string, body []byte, has bool) (kit.Answer, error) {
	if !strings.HasPrefix(path, "/") {
		path = "/api/v4/" + path
	}
	req, err := http.NewRequestWithContext(ctx, method, by.Address+path, bytes.NewReader(body))
	if err != nil {
		return kit.Answer{}, fmt.Errorf("%w: Kommo's address can't be called", desk.ErrInvalid)
	}
	if !has {
		req.Body, req.ContentLength = http.NoBody, 0
	} else {
		req.Header.Set("Content-Type", "application/json")
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("Authorization", "Bearer "+by.Token)
	return kit.Send(m.HTTP, req)
}

// Wait is how long an answer asks to be left alone, and why; 0: it does not. More than
// seven calls a second are refused with 429, and who goes on is locked out by their
// address: then a page comes and no JSON.
//
// https://developers.kommo.com/docs/limitations
func Wait(status int, header http.Header, _ []byte, _ time.Time) (time.Duration, string) {
	switch {
	case status == http.StatusTooManyRequests:
		return 2 * time.Second, "Kommo was asked too often"
	case status == http.StatusForbidden && !(kit.Answer{Header: header}).JSON():
		return 10 * time.Minute, "Kommo locks our address out for a while"
	}
	return 0, ""
}

// problemOf is what an answer refuses, nil: nothing.
func problemOf(a kit.Answer) error {
	switch {
	case a.Status >= 200 && a.Status < 300:
		return nil
	case a.Status == http.StatusUnauthorized:
		return kit.Refused(desk.WhyToken, "Kommo answered 401: the token is wrong, spent or was revoked. Make a new one in the integration, and give it to the connection.", "status", "401")
	case a.Status == http.StatusPaymentRequired:
		return kit.Refused(desk.WhyUnpaid, "Kommo answered 402: the account is not paid for, or its trial is over.")
	case a.Status == http.StatusForbidden && a.JSON():
		return kit.Refused(desk.WhyRight, "Kommo answered 403: the user whose token it is may not do this. Give them the right, or use an administrator's token.")
	case a.Status == http.StatusForbidden: // a page and no JSON: our address is locked out for a while
		return kit.Because(desk.WhyLockedOut, fmt.Errorf("%w: Kommo answered 403 and locks our address out for a while, as it does where it is asked too often", desk.ErrBusy))
	case a.Status == http.StatusNotFound || a.Status == http.StatusGone:
		return fmt.Errorf("%w: Kommo answered %d", desk.ErrNotFound, a.Status)
	case a.Status >= 300 && a.Status < 400:
		return kit.Refused(desk.WhyElsewhere, "Kommo answered "+strconv.Itoa(a.Status)+", and sends us elsewhere, where we don't go. Is the connection's address the account's own?", "status", strconv.Itoa(a.Status))
	case a.Status == http.StatusTooManyRequests || a.Status == http.StatusRequestTimeout || a.Status == http.StatusConflict || a.Status == http.StatusLocked || a.Status >= 500:
		return fmt.Errorf("%w: Kommo answered %d", desk.ErrBusy, a.Status)
	}
	no := &refusedError{status: a.Status}
	var p problem
	if a.Into(&p) == nil {
		for _, of := range p.Errors {
			for _, e := range of.Errors {
				no.paths = append(no.paths, e.Path)
			}
		}
	}
	return no
}

// entity is a card, as lists and single ones show it.
//
// https://developers.kommo.com/reference/getting-a-lead-by-its-id
// https://developers.kommo.com/reference/get-contact
type entity struct {
	ID        json.Number `json:"id"`
	Name      string      `json:"name"`
	Price     json.Number `json:"price"`
	Status    json.Number `json:"status_id"`
	Pipeline  json.Number `json:"pipeline_id"`
	CreatedAt json.Number `json:"created_at"`
	UpdatedAt json.Number `json:"updated_at"`
	// Responsible is the employee who answers for it.
	Responsible json.Number `json:"responsible_user_id"`
	// ClosestTask is when the next of its open tasks is due; null: it has none.
	ClosestTask json.Number `json:"closest_task_at"`
	Fields      []filled    `json:"custom_fields_values"`
	Embedded    embedded    `json:"_embedded"`
}

// filled is a custom field's values.
type filled struct {
	ID     json.Number `json:"field_id"`
	Values []value     `json:"values"`
}

// value is one of them.
type value struct {
	Value    any         `json:"value,omitempty"`
	EnumID   json.Number `json:"enum_id,omitempty"`
	EnumCode string      `json:"enum_code,omitempty"`
}

// linked is a card that belongs to another.
type linked struct {
	ID     json.Number `json:"id"`
	IsMain bool        `json:"is_main,omitempty"`
}

// embedded is what lies in _embedded. PHP writes an empty one as [].
type embedded struct {
	Contacts  []linked
	Companies []linked
	Leads     []linked
	Tags      []tag
	Elements  []element
}

// tag is a tag of a card.
type tag struct {
	Name string `json:"name"`
}

func (e *embedded) UnmarshalJSON(raw []byte) error {
	var in struct {
		Contacts  []linked  `json:"contacts"`
		Companies []linked  `json:"companies"`
		Leads     []linked  `json:"leads"`
		Tags      []tag     `json:"tags"`
		Elements  []element `json:"catalog_elements"`
	}
	if bytes.HasPrefix(raw, []byte("{")) {
		if err := json.Unmarshal(raw, &in); err != nil {
			return err
		}
	}
	*e = embedded(in)
	return nil
}

// list is a page of cards, under the name of their collection.
type list struct {
	Links struct {
		Next struct {
			Href string `json:"href"`
		} `json:"next"`
	} `json:"_links"`
	Embedded map[string]json.RawMessage `json:"_embedded"`
}

// lists reads a page of a collection, and says whether there is another. Nothing found
// is an empty page.
func lists[T any](ctx context.Context, m *CRM, collection, path string) (page []T, more bool, err error) {
	var l list
	err = m.call(ctx, http.MethodGet, path, nil, &l)
	if errors.Is(err, desk.ErrNotFound) { // as 204, in some lists
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	if raw, ok := l.Embedded[collection]; ok {
		d := json.NewDecoder(bytes.NewReader(raw))
		d.UseNumber()
		if err := d.Decode(&page); err != nil {
			return nil, false, fmt.Errorf("%w: Kommo answered with something that is no list of %s", desk.ErrBusy, collection)
		}
	}
	return page, l.Links.Next.Href != "", nil
}

// fieldOf is the number of the custom field that a path of an error leads to; -1: none.
func fieldOf(path string) int {
	rest, ok := strings.CutPrefix(path, "custom_fields_values.")
	if !ok {
		if _, rest, ok = strings.Cut(path, ".custom_fields_values."); !ok { // 0.custom_fields_values.…, of a list
			return -1
		}
	}
	number, _, _ := strings.Cut(rest, ".")
	n, err := strconv.Atoi(number)
	if err != nil {
		return -1
	}
	return n
}
