package bitrix24

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
)

// args are a method's parameters.
type args = map[string]any

// command is a method with its parameters.
type command struct {
	method string
	args   args
}

// fault is what Bitrix24 says went wrong.
// https://github.com/bitrix-tools/b24-rest-docs/blob/main/error-codes.md
type fault struct {
	Error       any    `json:"error"` // a code; of newer methods an object
	Description string `json:"error_description"`
}

// code is the fault's code; "": there is none, or none is said.
func (f fault) code() string {
	switch e := f.Error.(type) {
	case string:
		return e
	case json.Number:
		return e.String()
	case map[string]any:
		c, _ := e["code"].(string)
		return c
	}
	return ""
}

// call makes one call, and answers with its result. A token that is over is renewed, and
// the call made once more.
func (m *CRM) call(ctx context.Context, method string, in args) (any, error) {
	refused := int64(0)
	for {
		by, err := m.access(ctx, refused)
		if err != nil {
			return nil, err
		}
		status, said, err := m.send(ctx, by, method, in)
		switch {
		case err != nil:
			return nil, err
		case said.code() == "expired_token" && m.keeper != nil && refused == 0:
			refused = by.Round
		case said.Error != nil || status != http.StatusOK:
			return nil, classified(status, said.fault)
		default:
			return said.Result, nil
		}
	}
}

// answer is what a call is answered with.
type answer struct {
	fault
	Result any `json:"result"`
}

// send makes a call as somebody.
func (m *CRM) send(ctx context.Context, by kit.Access, method string, in args) (status int, said answer, err error) {
	if by.Token != "" {
		if in = maps.Clone(in); in == nil {
			in = args{}
		}
		in["auth"] = by.Token
	}
	raw, err := json.Marshal(in)
	if err != nil {
		return 0, said, invalid("what was to be sent to Bitrix24 is no JSON")
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, by.Address+method, bytes.NewReader(raw))
	if err != nil {
		return 0, said, invalid("the webhook's address can't be called")
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	a, err := kit.Send(m.HTTP, req)
	if err != nil { // its text has no address in it: that is a secret
		return 0, said, err
	}
	if err := decode(a.Body, &said); err != nil {
		return 0, said, noJSON(a.Status)
	}
	return a.Status, said, nil
}

func decode(raw []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	return d.Decode(v)
}

// batch are commands by name, done by one call in the order of their names. An error
// of one stops no other, but where whoever makes it says so.
// https://github.com/bitrix-tools/b24-rest-docs/blob/main/settings/how-to-call-rest-api/batch.md
type batch map[string]command

// answers are what became of a batch.
type answers struct {
	results map[string]any
	faults  map[string]error
}

func (a answers) result(name string) any { return a.results[name] }
func (a answers) err(name string) error  { return a.faults[name] }

// batch makes a batch. Its error is that of the whole call.
func (m *CRM) batch(ctx context.Context, b batch) (answers, error) { return m.batched(ctx, b, false) }

func (m *CRM) batched(ctx context.Context, b batch, halt bool) (answers, error) {
	cmd, got := map[string]string{}, answers{map[string]any{}, map[string]error{}}
	for name, c := range b {
		cmd[name] = c.method + "?" + query(c.args)
	}
	stop := 0
	if halt {
		stop = 1
	}
	out, err := m.call(ctx, "batch", args{"halt": stop, "cmd": cmd})
	if err != nil {
		return got, err
	}
	all, _ := out.(map[string]any)
	results, _ := all["result"].(map[string]any) // PHP writes an empty map as a list
	faults, _ := all["result_error"].(map[string]any)
	for name := range b {
		if said, failed := faults[name]; failed {
			f, _ := said.(map[string]any)
			text, _ := f["error_description"].(string)
			got.faults[name] = classified(http.StatusBadRequest, fault{f["error"], text})
			continue
		}
		v, ok := results[name]
		if got.results[name] = v; !ok {
			got.faults[name] = fmt.Errorf("%w: Bitrix24 did not say what became of a call", desk.ErrBusy)
		}
	}
	return got, nil
}

// query writes parameters as PHP reads them: fields[TITLE]=x&select[0]=id.
func query(in args) string {
	var parts []string
	var write func(at string, v any)
	write = func(at string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for _, name := range sorted(v) {
				write(at+"["+name+"]", v[name])
			}
		case []any:
			for i, one := range v {
				write(at+"["+strconv.Itoa(i)+"]", one)
			}
		default:
			parts = append(parts, url.QueryEscape(at)+"="+url.QueryEscape(text(v)))
		}
	}
	for _, name := range sorted(in) {
		write(name, in[name])
	}
	return strings.Join(parts, "&")
}

func sorted(m map[string]any) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// text is a parameter as text; nothing is the empty text. Yes and no are as Bitrix24 reads
// them out of text: a layout takes no 1 for a yes.
func text(v any) string {
	switch v {
	case nil:
		return ""
	case true:
		return "Y"
	case false:
		return "N"
	}
	return fmt.Sprint(v)
}

// together does commands in the order of their names, by one call where it can: not where
// something in them could be taken for a reference. What became of each is in the answers.
func (m *CRM) together(ctx context.Context, b batch) (answers, error) {
	alone := len(b) == 1
	for _, c := range b {
		alone = alone || refers(c.args)
	}
	if !alone {
		return m.batch(ctx, b)
	}
	got := answers{map[string]any{}, map[string]error{}}
	for _, name := range slices.Sorted(maps.Keys(b)) {
		said, err := m.call(ctx, b[name].method, b[name].args)
		if got.results[name] = said; err != nil {
			got.faults[name] = err
		}
	}
	return got, nil
}

// any is the first thing that went wrong, in the order of the names; nil: nothing.
func (a answers) any() error {
	for _, name := range slices.Sorted(maps.Keys(a.faults)) {
		if a.faults[name] != nil {
			return a.faults[name]
		}
	}
	return nil
}

// refers says whether something in v could be taken for a reference to another
// command's result, which a batch would put in its place. Where it is, what customers and
// employees write goes by calls of its own.
func refers(v any) bool {
	switch v := v.(type) {
	case string:
		return strings.Contains(v, "$result")
	case map[string]any:
		for _, one := range v {
			if refers(one) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(v, refers)
	}
	return false
}
