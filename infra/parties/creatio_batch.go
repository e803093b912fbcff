package parties

import (
	"bytes"
	"encoding/json"
	"net/http"
)

// maxCreatioBatch is how many requests go into one.
const maxCreatioBatch = 100

// batch does several requests one after the other. After the first that it does not take it
// does no more, unless that was asked for; and it may die between two.
//
// https://academy.creatio.com/docs/8.x/dev/development-on-creatio-platform/integrations-and-api/data-services/odata/examples/batch-request-examples
func (s *Creatio) batch(r *http.Request, raw []byte) (status int, kind string, out []byte) {
	const js = "application/json; odata.metadata=minimal"
	var in struct {
		Requests []struct {
			ID, Method, URL string
			Body            json.RawMessage
		}
	}
	if json.Unmarshal(raw, &in) != nil || len(in.Requests) == 0 || len(in.Requests) > maxCreatioBatch {
		return 400, js, []byte(`{"error": {"code": "", "message": "secret words"}}`)
	}
	said := []Obj{}
	for i, one := range in.Requests {
		if i > 0 {
			s.steps++
			s.fails--
		}
		if s.fails == 0 && !s.after {
			return 0, "", nil
		}
		inner, err := http.NewRequest(one.Method, "/0/odata/"+one.URL, bytes.NewReader(one.Body))
		if err != nil {
			return 400, js, nil
		}
		status, _, body := s.inside(inner, one.Body)
		answer := Obj{"id": one.ID, "status": status, "headers": Obj{"odata-version": "4.0"}}
		if len(body) > 0 && json.Valid(body) {
			answer["body"] = json.RawMessage(body)
		}
		said = append(said, answer)
		if s.fails == 0 || status >= 400 && r.Header.Get("Prefer") != "continue-on-error" {
			break
		}
	}
	out, _ = json.Marshal(Obj{"responses": said})
	return 200, js, out
}
