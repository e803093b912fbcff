package parties

import (
	"net/http"
	"strconv"
)

// workers is a page of the users, with their contacts; one of them is a robot, who has none.
func (s *Creatio) workers(r *http.Request) []Obj {
	q, out := r.URL.Query(), []Obj{{"Id": "00000000-0000-4000-a000-000000000000", "Name": "Supervisor", "Email": "", "Active": true, "ContactId": nobodys, "Contact": nil}}
	for _, w := range Workers(s.More) {
		out = append(out, Obj{"Id": w.GUID(), "Name": w.Name, "Email": "", "Active": !w.Off, "ContactId": w.GUID(), "Contact": Obj{"Name": w.Called(), "Email": w.Email}})
	}
	skip, _ := strconv.Atoi(q.Get("$skip"))
	top, _ := strconv.Atoi(q.Get("$top"))
	out = out[min(skip, len(out)):]
	return out[:min(top, len(out))]
}
