package parties

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Creatio is a Creatio's OData 4: it writes over whatever is there, makes a record each
// time it is asked, wants its session's cookies and their token on each call, sends who
// has none to the page where people sign in, and answers a wrong password with 200.
//
// https://academy.creatio.com/docs/8.x/dev/development-on-creatio-platform/integrations-and-api/data-services/odata
type Creatio struct {
	Others               int // objects beside those that are looked at; a site has thousands
	User, Password       string
	ClientID, ClientSees string // of its identity service, at /connect/token
	At                   time.Time
	Bad                  string // a value that it does not take
	NoOrders             bool   // it has no section of orders
	More                 int    // people who work there beside Workers
	NoUsers              bool   // the user may not read who works there
	NoBatch              bool   // it takes no requests together, as before 7.16.1
	Ended                string // how it says that a session has ended: "401", "redirect", "page"; "": "403"
	// Instead, if it answers with a status, is said in the place of an answer.
	Instead func(r *http.Request) (status int, header map[string]string, body string)

	mu       sync.Mutex
	columns  map[string][][2]string // name and type, by collection
	leads    map[string]string      // of columns that lead to a record: to which collection
	records  map[string][]Obj
	started  []string // on which records processes were
	next     int
	sessions int
	logins   int
	story    []string
	steps    int
	fails    int
	after    bool
}

const nobodys = "00000000-0000-0000-0000-000000000000"

// CreatioPerson is the column in which a company keeps who its customer is on Telegram.
const CreatioPerson = "UsrTelegramUserId"

// NewCreatio is one with the columns and lists that every one has, and columns of its
// own in each kind of record.
func NewCreatio(at time.Time, own ...string) *Creatio {
	s := &Creatio{User: "robot", Password: "p4ss", ClientID: "client", ClientSees: "s3cret", At: at, columns: map[string][][2]string{}, records: map[string][]Obj{}, leads: map[string]string{
		"OriginId": "CaseOrigin", "StatusId": "CaseStatus", "OwnerId": "Contact", "StageId": "OpportunityStage", "QualifyStatusId": "QualifyStatus",
		"LeadId": "Lead", "OpportunityId": "Opportunity", "CaseId": "Case", "AccountId": "Account", "ContactId": "Contact", "QualifiedContactId": "Contact", "LeadTypeId": "LeadType",
	}}
	for collection, columns := range map[string]string{
		"Contact": "Name MobilePhone Phone Email Notes AccountId:Guid BirthDate:DateTimeOffset", "Account": "Name Phone",
		"Lead": "LeadName Commentary QualifyStatusId:Guid QualifiedContactId:Guid LeadTypeId:Guid", "Opportunity": "Title StageId:Guid ContactId:Guid Amount:Decimal DueDate:DateTimeOffset",
		"SocialMessage": "Message EntityId:Guid EntitySchemaUId:Guid", "Activity": "Title Notes TypeId:Guid ActivityCategoryId:Guid StatusId:Guid OwnerId:Guid StartDate:DateTimeOffset DueDate:DateTimeOffset ContactId:Guid AccountId:Guid LeadId:Guid OpportunityId:Guid CaseId:Guid",
		"Case": "Subject Symptoms Number ContactId:Guid AccountId:Guid OriginId:Guid StatusId:Guid OwnerId:Guid RegisteredOn:DateTimeOffset",
	} {
		for _, c := range strings.Fields("Id:Guid CreatedOn:DateTimeOffset ModifiedOn:DateTimeOffset UsrSuflerOrigin " + columns + " " + strings.Join(own, " ")) {
			s.AddColumn(collection, c)
		}
	}
	lists := map[string][]string{"CaseOrigin": {"Call", "Chat"}, "CaseStatus": {"New", "Closed"}, "OpportunityStage": {"Qualification", "Closed lost", "Closed won"}, "QualifyStatus": {"Qualification", "Disqualified"}, "LeadType": {"Chairs", "Sofas"}}
	for _, collection := range slices.Sorted(maps.Keys(lists)) {
		for i, n := range lists[collection] {
			s.records[collection] = append(s.records[collection], Obj{"Id": s.guid(), "Name": n, "Number": i, "End": collection == "OpportunityStage" && i > 0 || n == "Disqualified", "Successful": n == "Closed won"})
		}
	}
	for id, name := range map[string]string{"384d4b84-58e6-df11-971b-001d60e938c6": "Not started", "4bdbb88f-58e6-df11-971b-001d60e938c6": "Completed", "201cfba8-58e6-df11-971b-001d60e938c6": "Canceled"} {
		s.records["ActivityStatus"] = append(s.records["ActivityStatus"], Obj{"Id": id, "Name": name})
	}
	return s
}

// AddColumn adds a column, a text or Name:Type, of OData's types.
func (s *Creatio) AddColumn(collection, column string) {
	name, kind, _ := strings.Cut(column, ":")
	if kind == "" {
		kind = "String"
	}
	s.columns[collection] = append(s.columns[collection], [2]string{name, kind})
}

// DropColumn takes a column away.
func (s *Creatio) DropColumn(collection, name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.columns[collection] = slices.DeleteFunc(s.columns[collection], func(c [2]string) bool { return c[0] == name })
}

func (s *Creatio) guid() string {
	s.next++
	return fmt.Sprintf("00000000-0000-4000-8000-%012x", s.next)
}

// FailAt makes the n-th call from now fail, before it does its work or after; 0: none.
func (s *Creatio) FailAt(n int, after bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fails, s.after = n, after
}

// Steps is how many calls there were, and Logins how many sign-ins.
func (s *Creatio) Steps() int { s.mu.Lock(); defer s.mu.Unlock(); return s.steps }

// Logins is how many sign-ins there were.
func (s *Creatio) Logins() int { s.mu.Lock(); defer s.mu.Unlock(); return s.logins }

// Now is its time.
func (s *Creatio) Now() time.Time { s.mu.Lock(); defer s.mu.Unlock(); return s.At }

// Move moves its time.
func (s *Creatio) Move(d time.Duration) { s.mu.Lock(); defer s.mu.Unlock(); s.At = s.At.Add(d) }

// Story are the calls and the answers so far.
func (s *Creatio) Story() []string { s.mu.Lock(); defer s.mu.Unlock(); return slices.Clone(s.story) }

// EndSessions ends all sessions.
func (s *Creatio) EndSessions() { s.mu.Lock(); defer s.mu.Unlock(); s.sessions++ }

// Records are a collection's.
func (s *Creatio) Records(collection string) []Obj {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.records[collection])
}

// Set is a person who sets a column of a record there.
func (s *Creatio) Set(collection, id, column string, v any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r := s.find(collection, id); r != nil {
		r[column] = v
	}
}

func (s *Creatio) find(collection, id string) Obj {
	for _, r := range s.records[collection] {
		if r["Id"] == id {
			return r
		}
	}
	if collection == "Contact" {
		for _, w := range Workers(s.More) { // who works there is a contact, too
			if w.GUID() == id {
				return Obj{"Id": id, "Name": w.Called(), "Email": w.Email}
			}
		}
	}
	return nil
}

func (s *Creatio) session() string { return "csrf" + strconv.Itoa(s.sessions) }

func (s *Creatio) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.steps++
	s.fails--
	raw, _ := io.ReadAll(r.Body)
	if s.Instead != nil {
		if status, header, body := s.Instead(r); status != 0 {
			for name, v := range header {
				w.Header().Set(name, v)
			}
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
			return
		}
	}
	if s.fails == 0 && !s.after {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	status, kind, out := s.answer(w, r, raw)
	if status == 0 {
		w.WriteHeader(http.StatusBadGateway) // it died within a batch
		return
	}
	if s.fails == 0 {
		panic(http.ErrAbortHandler) // the work is done, and nobody is told
	}
	path, _ := url.QueryUnescape(r.URL.RequestURI())
	said := string(out)
	if kind == "application/xml" {
		said = "(metadata)"
	}
	if !strings.Contains(path, "Login") && !strings.Contains(path, "token") {
		s.story = append(s.story, strings.TrimSpace(r.Method+" "+path+" "+string(raw))+"\n  "+strings.TrimSpace(strconv.Itoa(status)+" "+said))
	}
	w.Header().Set("Content-Type", kind)
	w.WriteHeader(status)
	_, _ = w.Write(out)
}

func (s *Creatio) answer(w http.ResponseWriter, r *http.Request, raw []byte) (status int, kind string, out []byte) {
	const js = "application/json; odata.metadata=minimal"
	give := func(status int, v any) (int, string, []byte) {
		out, _ := json.Marshal(v)
		return status, js, out
	}
	switch r.URL.Path {
	case "/connect/token":
		s.logins++
		form, _ := url.ParseQuery(string(raw))
		if form.Get("client_id") != s.ClientID || form.Get("client_secret") != s.ClientSees || form.Get("grant_type") != "client_credentials" {
			return give(400, Obj{"error": "invalid_client"})
		}
		return give(200, Obj{"access_token": s.session(), "expires_in": 3600, "token_type": "Bearer"})
	case "/ServiceModel/AuthService.svc/Login":
		s.logins++
		var in struct{ UserName, UserPassword string }
		if json.Unmarshal(raw, &in) != nil || in.UserName != s.User || in.UserPassword != s.Password {
			return give(200, Obj{"Code": 1, "Message": "secret words", "PasswordChangeUrl": nil})
		}
		http.SetCookie(w, &http.Cookie{Name: ".ASPXAUTH", Value: "auth" + strconv.Itoa(s.sessions), HttpOnly: true})
		http.SetCookie(w, &http.Cookie{Name: "BPMCSRF", Value: s.session()})
		return give(200, Obj{"Code": 0, "Message": ""})
	}
	auth, err := r.Cookie(".ASPXAUTH")
	inside := err == nil && auth.Value == "auth"+strconv.Itoa(s.sessions) && r.Header.Get("BPMCSRF") == s.session()
	if !inside && r.Header.Get("Authorization") != "Bearer "+s.session() {
		switch s.Ended {
		case "401":
			return 401, "text/html", nil
		case "redirect":
			w.Header().Set("Location", "/Login/NuiLogin.aspx?ReturnUrl=%2f")
			return 302, "text/html", nil
		case "page":
			return 200, "text/html", []byte("<html>Login</html>")
		}
		return 403, "text/html", nil
	}
	if r.URL.Path == "/0/odata/$batch" && !s.NoBatch {
		return s.batch(r, raw)
	}
	return s.inside(r, raw)
}

// inside is an answer to who is signed in.
func (s *Creatio) inside(r *http.Request, raw []byte) (status int, kind string, out []byte) {
	const js = "application/json; odata.metadata=minimal"
	give := func(status int, v any) (int, string, []byte) {
		out, _ := json.Marshal(v)
		return status, js, out
	}
	if r.URL.Path == "/0/ServiceModel/ProcessEngineService.svc/RunProcess" {
		var in struct {
			SchemaName      string
			ParameterValues []struct{ Value string }
		}
		if json.Unmarshal(raw, &in) != nil || !strings.HasPrefix(in.SchemaName, "Usr") {
			return give(200, Obj{"success": false, "processId": nil, "errorInfo": Obj{"errorCode": "ItemNotFoundException", "message": "secret words"}})
		}
		if len(in.ParameterValues) == 1 {
			s.started = append(s.started, in.ParameterValues[0].Value)
		}
		return give(200, Obj{"success": true, "processId": "00000000-0000-4000-8000-0000000000aa", "processStatus": 2, "errorInfo": nil})
	}
	path := strings.TrimPrefix(r.URL.Path, "/0/odata/")
	if path == "$metadata" {
		return 200, "application/xml", s.metadata()
	}
	if s.Bad != "" && strings.Contains(string(raw), s.Bad) {
		return give(400, Obj{"error": Obj{"code": "", "message": "secret words"}})
	}
	var body Obj
	d := json.NewDecoder(strings.NewReader(string(raw)))
	d.UseNumber()
	_ = d.Decode(&body) // a GET has none
	collection, id, one := strings.Cut(strings.TrimSuffix(path, ")"), "(")
	if collection == "OrderProduct" && s.NoOrders || collection == "$batch" {
		return 404, "text/html", nil
	}
	status, v := s.serve(r, collection, id, one, body)
	if v == nil {
		return status, js, nil
	}
	return give(status, v)
}

// Started are the records on which processes were started.
func (s *Creatio) Started() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.started...)
}
