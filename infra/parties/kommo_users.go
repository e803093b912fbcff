package parties

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
)

// users is a page of who works there, which administrators are told.
//
// https://developers.kommo.com/reference/users-list
func (s *Kommo) users(r *http.Request) (int, any) {
	if !s.Admin {
		return 403, kommoProblem(403)
	}
	q := r.URL.Query()
	limit, _ := strconv.Atoi(q.Get("limit"))
	page, _ := strconv.Atoi(q.Get("page"))
	all, out := Workers(s.More), []any{}
	for i, w := range all {
		if i >= (page-1)*limit && i < page*limit {
			out = append(out, Obj{"id": w.ID, "name": w.Called(), "email": w.Email, "lang": "ru", "rights": Obj{"is_admin": w.ID == 7, "is_free": false, "is_active": !w.Off}})
		}
	}
	links := Obj{"self": Obj{"href": "x"}}
	if page*limit < len(all) {
		links["next"] = Obj{"href": "x"}
	}
	return 200, Obj{"_page": page, "_links": links, "_embedded": Obj{"users": out}}
}

// works says whether somebody works there.
func works(id string) bool {
	return slices.ContainsFunc(Workers(0), func(w Worker) bool { return strconv.Itoa(w.ID) == id })
}

// Owner is who answers for a card.
func (s *Kommo) Owner(collection, id string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.cards[collection] {
		if fmt.Sprint(c["id"]) == id {
			return fmt.Sprint(c["responsible_user_id"])
		}
	}
	return ""
}
