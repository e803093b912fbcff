// Package kit is what the plugs of CRMs do alike: how an answer is read, and how what
// people wrote in forms of their own becomes a value. A plug uses it; nobody else does.
package kit

import (
	"bytes"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"unicode"
	"unicode/utf8"

	"github.com/sufler/sufler/shared/desk"
)

// MaxAnswer is how much of an answer is read, in bytes, and MaxValues how many values it
// may have: four megabytes of {"":0} are two hundred once they are decoded, and a function
// that runs out of memory takes the jobs of others with it. A page of 250 cards with fifty
// fields each has half as many.
const MaxAnswer, MaxValues = 4 << 20, 250_000

// Answer is a CRM's answer, read whole.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Send makes a call. ErrBusy: nobody knows what became of it, or, as Later, it was not
// made because the CRM is to be left alone for a while. None of the answer's words come
// into an error.
func Send(client *http.Client, req *http.Request) (Answer, error) {
	return SendFor(client, req, MaxAnswer, nil)
}

// SendFor is Send for an answer that is too long to be held: where it is a 200 of XML, read
// is given it piece by piece, of at most so many bytes, and need not read on; it is not in
// the Answer then.
func SendFor(client *http.Client, req *http.Request, most int64, read func(io.Reader) error) (Answer, error) {
	res, err := client.Do(req)
	if err != nil {
		var later *desk.Later
		if errors.As(err, &later) {
			return Answer{}, later
		}
		return Answer{}, unreached(err)
	}
	defer res.Body.Close()
	if read != nil && res.StatusCode == http.StatusOK && strings.Contains(res.Header.Get("Content-Type"), "xml") {
		return Answer{Status: res.StatusCode, Header: res.Header}, read(io.LimitReader(res.Body, most))
	}
	raw, err := io.ReadAll(io.LimitReader(res.Body, MaxAnswer+1))
	if err != nil || len(raw) > MaxAnswer || values(raw) > MaxValues {
		return Answer{}, Because(desk.WhyBrokenOff, fmt.Errorf("%w: the CRM's answer broke off, did not end in time, or is too long", desk.ErrBusy))
	}
	return Answer{res.StatusCode, res.Header, raw}, nil
}

// values is how many values a JSON has at most: each comma, and each list and object, begins
// one.
func values(raw []byte) (n int) {
	text := false
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case text && c == '\\':
			i++
		case c == '"':
			text = !text
		case !text && (c == ',' || c == '[' || c == '{'):
			n++
		}
	}
	return n
}

// unreached is what is wrong with a call that nobody answered. The cause's words may have
// an address in them, and are left out.
func unreached(cause error) error {
	why := whyUnreached(cause)
	why.Err = fmt.Errorf("%w: %w", desk.ErrBusy, why.Err)
	err := error(why)
	if dial := (*net.OpError)(nil); errors.As(cause, &dial) && dial.Op == "dial" {
		return notSent{err}
	}
	return err
}

// whyUnreached says what a person can do about it: a name that is none, a certificate that
// nobody trusts, nobody who listens there. A host that nobody knows is named, since it may
// be mistyped.
func whyUnreached(cause error) *desk.Because {
	var lookup *net.DNSError
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	switch {
	case errors.As(cause, &lookup) && lookup.IsNotFound:
		return because(desk.WhyHostUnknown, errors.New("there is no host of the name "+lookup.Name+"; see whether the CRM's address is written right"), "host", lookup.Name)
	case errors.As(cause, &lookup):
		return because(desk.WhyHostUnanswered, errors.New("the CRM's host "+lookup.Name+" could not be looked up just now"), "host", lookup.Name)
	case errors.As(cause, &certificate):
		return because(desk.WhyCertificate, errors.New("the CRM's certificate is not to be trusted, since it has ended, is of another host, or of nobody known"))
	case errors.As(cause, &record):
		return because(desk.WhyNoHTTPS, errors.New("what answers at the CRM's address does not speak https"))
	case errors.Is(cause, syscall.ECONNREFUSED):
		return because(desk.WhyNobodyListens, errors.New("nobody answers at the CRM's address; see whether its port is right, and whether it is running"))
	}
	return because(desk.WhyUnreachable, errors.New("the CRM can't be reached, or gave no answer in time"))
}

// notSent is a call that did not leave us.
type notSent struct{ error }

func (e notSent) Unwrap() error { return e.error }

// NotSent says whether a call did not leave us.
func NotSent(err error) bool {
	var later *desk.Later
	return errors.As(err, &notSent{}) || errors.As(err, &later)
}

// JSON says whether the answer says of itself that it is JSON.
func (a Answer) JSON() bool { return strings.Contains(a.Header.Get("Content-Type"), "json") }

// Into decodes the answer's body, nil: only to see that it is JSON; an empty one changes
// nothing. Numbers that go into an
// any stay as they are written. ErrBusy: it is no such JSON, as the page of a proxy.
func (a Answer) Into(v any) error {
	if len(bytes.TrimSpace(a.Body)) == 0 {
		return nil
	}
	if v == nil {
		v = new(any)
	}
	d := json.NewDecoder(bytes.NewReader(a.Body))
	d.UseNumber()
	if err := d.Decode(v); err != nil {
		return Because(desk.WhyStrange, fmt.Errorf("%w: the CRM answered %d with something that is not what it should be, as the page of a proxy; see whether the address is the CRM's own", desk.ErrBusy, a.Status), "status", strconv.Itoa(a.Status))
	}
	return nil
}

// Refused is a refusal of the CRM's, with what a person can do: its code, and what belongs
// into its words, each value after its name.
func Refused(why desk.Code, text string, values ...string) error {
	return Because(why, desk.Refuse(desk.CodeCRMRefused, text), values...)
}

// Because is err with its code, and what belongs into its words, each value after its name.
func Because(why desk.Code, err error, values ...string) error { return because(why, err, values...) }

func because(why desk.Code, err error, values ...string) *desk.Because {
	b := &desk.Because{Code: why, Err: err}
	for i := 0; i+1 < len(values); i += 2 {
		if b.Values == nil {
			b.Values = map[string]string{}
		}
		b.Values[values[i]] = values[i+1]
	}
	return b
}

// Failed is what was tried, and failed with err.
func Failed(c desk.Checked, err error) desk.Checked {
	c.OK, c.Text = false, Said(err)
	var why *desk.Because
	var no *desk.Refusal
	switch {
	case errors.As(err, &why):
		c.Code = why.Code
		for name, v := range why.Values {
			c = c.Saying(name, v)
		}
	case errors.As(err, &no) && no.Code == desk.CodeNoSuchCards:
		c.Code = desk.WhyNoKind
	case errors.Is(err, desk.ErrNotFound):
		c.Code = desk.WhyGone
	case errors.Is(err, desk.ErrBusy):
		c.Code = desk.WhyBusy
	case errors.Is(err, desk.ErrRefused):
		c.Code = desk.WhyRefused
	default:
		c.Code = desk.WhyNotTaken
	}
	return c
}

// Said is an error in words for a person: without the names of kinds of error.
func Said(err error) string {
	var no *desk.Refusal
	if errors.As(err, &no) {
		return no.Text
	}
	said := err.Error()
	for _, kind := range []error{desk.ErrBusy, desk.ErrInvalid, desk.ErrNotFound, desk.ErrConflict} {
		said = strings.ReplaceAll(said, kind.Error()+": ", "")
	}
	if r, n := utf8.DecodeRuneInString(said); n > 0 {
		said = string(unicode.ToUpper(r)) + said[n:]
	}
	if !strings.HasSuffix(said, ".") {
		said += "."
	}
	return said
}

// CardsOf are the cards of a contact or a company by kind, where the CRM is asked for each
// kind alone.
func CardsOf(of desk.CardRef, kinds []desk.CardKind, owned func(desk.CardKind) ([]desk.Card, error)) (out []desk.CardRef, err error) {
	for _, k := range kinds {
		if k == of.Kind {
			continue
		}
		cards, err := owned(k)
		if err != nil {
			return nil, err
		}
		for _, c := range cards {
			out = append(out, c.Ref)
		}
	}
	return out, nil
}

// Mark is an origin as a CRM keeps it: short, and telling nobody anything.
func Mark(origin string) string { return desk.Digest("origin", origin) }

// ETag says how a card is; when it was changed is not in it, since CRMs touch cards
// without changing them.
func ETag(c desk.Card) string {
	parts := []string{c.Title, string(c.Pipeline), string(c.Stage), strconv.FormatBool(c.Closed), c.Contact.String(), c.Company.String()}
	for _, name := range slices.Sorted(maps.Keys(c.Values)) {
		parts = append(parts, string(name), string(c.Values[name]))
	}
	return desk.Digest("etag", parts...)
}

// Ref names a card by the CRM's id; zero: that can be none.
func Ref(c desk.ConnectionID, k desk.CardKind, id string) desk.CardRef {
	r := desk.CardRef{Kind: k, ID: id, Connection: c}
	if read, err := desk.ParseCardRef(r.String()); err != nil || read != r {
		return desk.CardRef{}
	}
	return r
}
