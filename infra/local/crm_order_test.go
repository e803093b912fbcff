package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/shared/assembly/connecting"
)

// companys is a company's CRM in which people change what waits for approval.
type companys struct {
	hook          string // where it tells
	size, address string // the fields
	ids           func() []string
	set           func(id, field, value string)
	take          func(id string)
	told          func(event, id string) string // the body; event is update or delete
	end           func() []string               // what is there in the end
}

// Whatever order a connected CRM's events come in, however often and however late, the end
// is as if each had come once and at once: here, in the CRM, and in what people see there.
func TestEventsOfBitrix24InAnyOrderEndTheSame_SYS02(t *testing.T) {
	inAnyOrder(t, func(h *house) companys {
		b := h.inBitrix24()
		number := func(id string) int {
			n, err := strconv.Atoi(id)
			h.must(err)
			return n
		}
		h.changes("/v1/connections/b24", map[string]any{"secrets": map[string]string{"application_token": "app-token"}})
		return companys{
			hook: "/webhooks/crm/b24", size: "UF_CRM_SIZE", address: "UF_CRM_ADDRESS",
			ids:  func() []string { return idsOf(b.Cards("lead")) },
			set:  func(id, f, v string) { b.Set("lead", number(id), map[string]any{f: v}) },
			take: func(id string) { b.Take("lead", number(id)) },
			told: func(event, id string) string {
				return parties.BitrixEvent("ONCRMLEAD"+strings.ToUpper(event), number(id), "app-token")
			},
			end: func() (out []string) {
				for _, c := range b.Cards("lead") {
					out = append(out, fmt.Sprint("there: ", c["UF_CRM_SIZE"], c["UF_CRM_ADDRESS"]))
				}
				for _, todo := range b.Todos() {
					out = append(out, fmt.Sprint("to do: ", todo["COMPLETED"]))
				}
				return append(out, fmt.Sprint(len(b.Comments()), " comments"))
			},
		}
	})
}

func TestEventsOfKommoInAnyOrderEndTheSame_SYS18(t *testing.T) {
	inAnyOrder(t, func(h *house) companys {
		k := h.inKommo()
		return companys{
			hook: "/webhooks/crm/kommo?secret=" + kommoHook, size: "size", address: "address",
			ids:  func() []string { return idsOf(k.Cards("leads")) },
			set:  func(id, f, v string) { k.Set("leads", id, strings.ToUpper(f), v) },
			take: func(id string) { k.Take("leads", id) },
			told: func(event, id string) string { return parties.KommoEvent("leads["+event+"]", id, "") },
			end: func() (out []string) {
				for _, c := range k.Cards("leads") {
					tags := slices.Sorted(slices.Values(k.Tags("leads", c["id"])))
					out = append(out, fmt.Sprint("there: ", c["SIZE"], c["ADDRESS"], tags))
				}
				for _, task := range k.Tasks() {
					out = append(out, fmt.Sprint("to do: ", task["is_completed"]))
				}
				return append(out, fmt.Sprint(len(k.Notes()), " notes"))
			},
		}
	})
}

func idsOf[T any](cards []map[string]T) (out []string) {
	for _, c := range cards {
		out = append(out, fmt.Sprint(c["id"]))
	}
	return out
}

// inAnyOrder compares the day's end where all is told at once with others.
func inAnyOrder(t *testing.T, open func(*house) companys) {
	ends := make([][]string, 6)
	for day := range ends {
		var rng *rand.Rand // of the first: none
		if day > 0 {
			rng = rand.New(rand.NewPCG(uint64(day), 14))
		}
		ends[day] = changedThere(t, open, rng)
	}
	for _, some := range []string{"replace", "awaiting_approval", "done"} {
		if !strings.Contains(strings.Join(ends[0], "\n"), some) {
			t.Fatalf("the day has no %s in it:\n%s", some, strings.Join(ends[0], "\n"))
		}
	}
	for day, end := range ends {
		if d := cmp.Diff(ends[0], end); d != "" {
			t.Errorf("day %d: the end (-at once +shuffled, doubled and late):\n%s", day, d)
		}
	}
}

// changedThere is a day on which people change cards in the CRM: what they do comes in order,
// and what is told of it at once, or in any order, doubled, while they go on or long after.
func changedThere(t *testing.T, open func(*house) companys, rng *rand.Rand) []string {
	h := newHouse(t)
	c := open(h)
	h.sys.Verbs.CRMKinds.(connecting.Kinds).Waiting(func(context.Context, time.Duration) error { return nil })
	var dialogs []string
	for i, who := range []parties.BotUser{anna, boris, {ID: 7, First: "Nick"}} {
		dialogs = append(dialogs, h.says(who, "Hello. I want 3 chairs, size XL.", "Deliver them to 9 Harbor Rd."))
		h.pass(time.Minute)
		id := c.ids()[i]
		c.set(id, c.size, "S")
		c.set(id, c.address, "1 Old Street")
	}
	h.reader.finds(c.size, "XL", "size XL")
	h.reader.finds(c.address, "9 Harbor Rd", "9 Harbor Rd")
	for _, d := range dialogs {
		if r := h.read(d); r.State != "awaiting_approval" {
			t.Fatalf("the run is %s", r.State)
		}
		h.pass(time.Minute)
	}
	id := c.ids()
	day := []struct {
		do    func()
		event string
		id    string
	}{
		{func() { c.set(id[0], c.size, "XL") }, "update", id[0]},             // as it was proposed
		{func() { c.set(id[1], c.size, "M") }, "update", id[1]},              // otherwise: it waits on, and
		{func() { c.set(id[0], c.address, "9 Harbor Rd") }, "update", id[0]}, // and the rest
		{func() { c.set(id[1], c.address, "9 Harbor Rd") }, "update", id[1]}, // half of it does not
		{func() { c.take(id[2]) }, "delete", id[2]},                          // one is gone
		{func() {}, "update", id[1]},                                         // of nothing new
	}
	var late []string
	tell := func(body string) {
		r := httptest.NewRequest("POST", c.hook, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		if h.sys.Handler.ServeHTTP(w, r); w.Code != 200 {
			t.Errorf("%s: got %d: %s", body, w.Code, w.Body)
		}
	}
	for _, e := range day {
		e.do()
		body := c.told(e.event, e.id)
		if rng == nil {
			tell(body)
			h.pass(time.Minute)
			continue
		}
		for range 1 + rng.IntN(3) {
			late = append(late, body)
		}
		if rng.IntN(3) == 0 { // one that is late comes between
			i := rng.IntN(len(late))
			tell(late[i])
			h.pass(time.Duration(rng.IntN(60)) * time.Second)
		}
	}
	if rng != nil {
		rng.Shuffle(len(late), func(i, j int) { late[i], late[j] = late[j], late[i] })
		for _, body := range late {
			tell(body)
			if rng.IntN(2) == 0 {
				h.pass(time.Duration(rng.IntN(60)) * time.Second)
			}
		}
	}
	h.pass(2 * time.Minute)
	var out []string
	for i, d := range dialogs {
		who := fmt.Sprint("customer ", i)
		for _, r := range h.runs(d) {
			out = append(out, fmt.Sprintf("%s: a run is %s", who, r.State))
			for _, o := range r.Outcomes {
				out = append(out, fmt.Sprintf("%s: %s %s %s %s %s", who, o.Field, o.Outcome, o.Value, o.Old, o.Decision))
			}
		}
		if i < 2 { // the last one's card is gone
			out = append(out, cardLines(func(path string, out any) { h.call(h.admin, "GET", path, nil, out) }, h.lead(d), who)...)
		}
	}
	slices.Sort(out)
	return append(out, c.end()...)
}
