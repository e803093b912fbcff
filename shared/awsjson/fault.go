package awsjson

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// Fault is what a service says is wrong.
type Fault struct {
	Status int
	Kind   string // as the service's documentation calls it: "ParameterNotFound"
}

func (f *Fault) Error() string { return fmt.Sprintf("%d %s", f.Status, f.Kind) }

// passes says whether the same call may work a moment later.
func (f *Fault) passes() bool {
	return f.Status >= http.StatusInternalServerError || f.Status == http.StatusTooManyRequests || strings.Contains(f.Kind, "Throttl")
}

// faultOf reads a refusal. The kind stands in a header or in the body, with a
// namespace before it, or an address behind. The service's own words are left
// out: they may repeat what we sent.
func faultOf(status int, header string, body []byte) *Fault {
	var said struct {
		Type string `json:"__type"`
	}
	if json.Unmarshal(body, &said) != nil {
		said.Type = "unreadable"
	}
	kind, _, _ := strings.Cut(cmp.Or(header, said.Type), ":")
	return &Fault{Status: status, Kind: kind[strings.LastIndexByte(kind, '#')+1:]}
}
