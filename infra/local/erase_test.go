package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/store"
)

// erasureDoc is an erasure, as the API shows it.
type erasureDoc struct {
	ID, State, Reason string
	Taken             struct{ Dialogs, Messages, Files, Runs, Cards int }
}

// annas are Anna's words, names, phones and ids in everything that annaWas.
var annas = []string{"Anna", "anna_b", "1001/", `\"1001\"`, "photo-of-anna", "415 555", "4155552671", "Harbor", "wheelchair", "large-photo", "dear customer", "between us", "prices for her"}

// annaWas has Anna do and suffer what a customer can: words, an edit, a photo and
// one in its place, a reaction, replies with a file, a note, runs with fills,
// proposals, decisions and undo, a case, a handed-over dialog, a closed one and an
// open one, requests with an Idempotency-Key.
func annaWas(h *house) (contact string) {
	h.t.Helper()
	h.telegram.Photos = map[int64]string{anna.ID: "photo-of-anna"}
	first := h.says(anna, "Hello, I am Anna Brown.", "My phone is +1 415 555 2671, 9 Harbor Rd, for a wheelchair.")
	edited := h.text(anna, "9 Harbor Rd")
	h.update(shop, edited)
	h.update(shop, map[string]any{"update_id": 900_001, "edited_message": with(edited["message"].(map[string]any), map[string]any{"text": "8 Harbor Rd", "edit_date": h.clock.Now().Unix() + 1})})
	photo := h.text(anna, "")
	m := photo["message"].(map[string]any)
	delete(m, "text")
	m["photo"], m["caption"] = []any{map[string]any{"file_id": "large-photo-1", "width": 1280}}, "the wheelchair"
	h.update(shop, photo)
	h.update(shop, map[string]any{"update_id": 900_002, "edited_message": with(m, map[string]any{
		"photo": []any{map[string]any{"file_id": "large-photo-2", "width": 1280}}, "edit_date": h.clock.Now().Unix() + 2})})
	h.call(h.admin, "POST", "/v1/dialogs/"+first+"/reply", map[string]any{"text": "Good day, dear customer"}, nil, "Idempotency-Key", "r1")
	h.sends(first, "Our prices for her", h.uploads("prices.pdf", "application/pdf", "prices for her"))
	h.call(h.admin, "POST", "/v1/dialogs/"+first+"/note", map[string]any{"text": "between us: she is nice"}, nil, "Idempotency-Key", "n1")
	h.reader.Summary = "Anna wants a wheelchair."
	h.reader.finds("client_name", "Anna Brown", "Anna Brown")
	h.reader.finds("client_phone", "+14155552671", "+1 415 555 2671")
	h.reader.finds("delivery_address", "9 Harbor Rd", "9 Harbor Rd")
	run := h.read(first)
	h.call(h.admin, "POST", "/v1/runs/"+run.ID+"/undo", map[string]any{"fields": []string{"client_name"}}, nil, "Idempotency-Key", "u1")
	h.call(h.admin, "POST", "/v1/dialogs/"+first+"/case", nil, nil, "Idempotency-Key", "c1")
	h.call(h.admin, "POST", "/v1/dialogs/"+first+"/transfer", map[string]any{"team": "sales"}, nil, "Idempotency-Key", "t1")
	second := h.says(anna, "Anna again: it is 8 Harbor Rd now.")
	h.reader.finds("delivery_address", "8 Harbor Rd", "8 Harbor Rd")
	h.read(second)
	h.closes(second)
	h.pass(time.Minute)
	third := h.says(anna, "One more wheelchair for Anna, please.", "Thank you")
	h.ask(h.admin, third) // waits for quiet while she is erased
	return h.dialog(third).Contact
}

func with(m, more map[string]any) map[string]any {
	out := map[string]any{}
	for k, v := range m {
		out[k] = v
	}
	for k, v := range more {
		out[k] = v
	}
	return out
}

// everything is every item of the store and every file of the folder, with its
// name; but the store's own, whose free pages are not wiped, and what operators
// announced, which may go to others and is gone within a day.
func (h *house) everything() map[string]string {
	h.t.Helper()
	out := map[string]string{}
	h.must(h.sys.engine.Each(func(it store.Item) error {
		b, err := json.Marshal(it)
		text := string(b)
		for _, v := range it { // what is kept as bytes is JSON writes as base64
			if raw, ok := v.([]byte); ok {
				text += string(raw)
			}
		}
		for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("\"\\,:{}[] ", r) }) {
			if raw, err := base64.StdEncoding.DecodeString(part); err == nil && len(part) > 16 {
				text += string(raw) // an answer's body within its JSON
			}
		}
		out[it.Str("pk")+" "+it.Str("sk")] = text
		return err
	}))
	h.must(filepath.WalkDir(h.dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || e.Name() == "sufler.db" || filepath.Base(filepath.Dir(path)) == "uploads" {
			return err
		}
		b, err := os.ReadFile(path)
		out[strings.TrimPrefix(path, h.dir)] = string(b)
		return err
	}))
	return out
}

// found are the places in which a word stands, as "place: word".
func (h *house) found(words ...string) []string {
	h.t.Helper()
	var out []string
	for at, text := range h.everything() {
		for _, w := range words {
			if strings.Contains(at+text, w) {
				out = append(out, fmt.Sprintf("%s: %s in %.300s", at, w, text))
			}
		}
	}
	slices.Sort(out)
	return out
}

// erases asks for an erasure and lets it end.
func (h *house) erases(path string) erasureDoc {
	h.t.Helper()
	var e erasureDoc
	h.call(h.admin, "DELETE", path, nil, &e)
	h.pass(10 * time.Minute)
	h.call(h.admin, "GET", "/v1/erasures/"+e.ID, nil, &e)
	return e
}

// cardsThere is how many cards there are, of any kind.
func (h *house) cardsThere() (n int) {
	h.t.Helper()
	for _, kind := range []string{"contact", "lead", "deal", "case"} {
		var all page[cardDoc]
		h.call(h.admin, "GET", "/v1/cards?limit=100&kind="+kind, nil, &all)
		n += len(all.Items)
	}
	return n
}

// annaID is Anna's id as a customer.
func (h *house) annaID() string { return string(h.customer(shop, "1001")) }

// A search through every item and every file finds all of a person's words, names,
// phones and ids before, and none after; of somebody else nothing is missing.
func TestNothingOfAnErasedPersonIsLeft_BX12(t *testing.T) {
	for name, path := range map[string]func(h *house, contact string) string{
		"a customer": func(h *house, _ string) string { return "/v1/customers/" + h.annaID() },
		"a contact":  func(_ *house, contact string) string { return "/v1/contacts/" + contact },
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			h.says(boris, "Здравствуйте!", "Это Boris.")
			before := h.everything()
			contact := annaWas(h)
			for _, w := range annas {
				if len(h.found(w)) == 0 {
					t.Errorf("before, %q stands nowhere: the search shows nothing", w)
				}
			}
			cards := h.cardsThere()
			e := h.erases(path(h, contact))
			if e.State != "done" || e.Taken.Messages < 9 || e.Taken.Files < 3 || e.Taken.Runs < 3 || e.Taken.Dialogs != 3 {
				t.Errorf("got %+v", e)
			}
			if gone := cards - h.cardsThere(); e.Taken.Cards != gone || gone < 3 {
				t.Errorf("it says that %d cards were taken, and %d are gone", e.Taken.Cards, gone)
			}
			for _, at := range h.found(annas...) {
				t.Error(at)
			}
			if n := len(h.dialogsOf(shop, anna)); n != 0 {
				t.Errorf("%d dialogs are listed", n)
			}
			for at, text := range h.everything() { // none but grave, digests, figures
				if _, was := before[at]; !was && strings.HasPrefix(at, "C#"+h.annaID()) && !strings.Contains(at, " T#") && !strings.HasSuffix(at, " HEAD") {
					t.Errorf("left: %s %s", at, text)
				}
			}
			same(t, "Boris's messages", len(h.messages(h.dialogsOf(shop, boris)[0].ID)), 2)
			h.refused(h.admin, "GET", "/v1/cards/"+contact, nil, 404, "not_found")
			if again := h.erases(path(h, contact)); again != e {
				t.Errorf("asked again: got %+v, want %+v", again, e)
			}
		})
	}
}

// What a messenger repeats of an erased person does not come back, also once they
// wrote again: then they are somebody new.
func TestWhoWasErasedAndWritesAgainIsNew_BX12(t *testing.T) {
	h := newHouse(t)
	d := h.says(anna, "Hello, I am Anna.")
	old := h.text(anna, "My phone is +1 415 555 2671")
	h.update(shop, old)
	contact := h.dialog(d).Contact
	h.erases("/v1/customers/" + h.annaID())
	repeat := func(when string) {
		t.Helper()
		edit := map[string]any{"update_id": 900_003, "edited_message": with(old["message"].(map[string]any), map[string]any{"text": "415 again", "edit_date": h.clock.Now().Unix()})}
		for _, u := range []map[string]any{old, edit} {
			if a := h.update(shop, u); a.Status != http.StatusOK {
				t.Errorf("%s: got %d for a repeat: %s", when, a.Status, a.Body)
			}
		}
		for _, at := range h.found("415 ", "4155552671") {
			t.Errorf("%s: %s", when, at)
		}
	}
	repeat("at once")
	same(t, "dialogs after a repeat", len(h.dialogsOf(shop, anna)), 0)
	h.pass(time.Hour)
	now := h.says(anna, "Good morning.", "Anybody there?")
	repeat("after she wrote again")
	got := h.dialog(now)
	if got.Contact == contact || got.Contact == "" || got.Number != 2 {
		t.Errorf("got contact %q of dialog %d, want a new one, of the second", got.Contact, got.Number)
	}
	same(t, "her messages", texts(h.messages(now)), []string{"Good morning.", "Anybody there?"})
	h.refused(h.admin, "GET", "/v1/dialogs/"+d, nil, 404, "not_found")
	same(t, "a reply goes out", h.reply(now, "Yes!").Text, "Yes!")
	h.pass(2 * time.Hour)
	same(t, "it closes by itself", h.dialog(now).State, "closed")
}

// A message that arrives while a person is being erased is a new customer's.
func TestAMessageDuringAnErasureStays_BX12(t *testing.T) {
	h := newHouse(t)
	h.says(anna, "Hello, I am Anna.", "The old words")
	h.must(h.admin.Call(t.Context(), "DELETE", "/v1/customers/"+h.annaID(), nil, nil)) // asked, and nothing done yet
	d := h.says(anna, "The new words")
	h.pass(10 * time.Minute)
	same(t, "her messages", texts(h.messages(d)), []string{"The new words"})
	if at := h.found("The old words"); len(at) > 0 {
		t.Error(at)
	}
}

// What was closed longer ago than the setting says goes, with the customer who has
// nothing later; cards stay, and so does what is younger.
func TestRetentionTakesWhatWasKeptLongEnough_BX12(t *testing.T) {
	h := newHouse(t)
	expire := func() {
		t.Helper()
		h.must(h.sys.Verbs.Eraser().Expire(t.Context()))
		h.pass(time.Minute)
	}
	old := h.says(anna, "The old words of Anna")
	contact := h.dialog(old).Contact
	h.says(boris, "Boris's old words")
	h.pass(2 * time.Hour)
	h.pass(20 * 24 * time.Hour)
	young := h.says(anna, "The young words of Anna")
	h.pass(11 * 24 * time.Hour)
	expire()
	same(t, "without the setting", len(h.found("old words")) > 0, true)
	h.settings(map[string]any{"retentionDays": 30})
	expire()
	if at := h.found("old words"); len(at) > 0 {
		t.Error(at)
	}
	same(t, "what is younger", texts(h.messages(young)), []string{"The young words of Anna"})
	same(t, "Boris's dialogs", len(h.dialogsOf(shop, boris)), 0)
	same(t, "the contact", h.card(contact).Title, "Anna Brown")
}

// What is past its time goes from the local file by itself: digests of what was
// erased, answers that were kept, uploads, erasures that ended. What is checked
// after it fits together.
func TestWhatIsPastItsTimeGoesFromTheFile_BX12(t *testing.T) {
	h := newHouse(t)
	h.says(boris, "Здравствуйте!", "Это Boris.")
	annaWas(h)
	h.erases("/v1/customers/" + h.annaID())
	timed := func() (n int) {
		t.Helper()
		h.must(h.sys.engine.Each(func(it store.Item) error {
			if _, is := it[store.TTL]; is {
				n++
			}
			return nil
		}))
		return n
	}
	before := timed()
	if _, err := h.sys.tidy(t.Context()); err != nil || before < 9 {
		t.Fatalf("%d items go by their time, %v", before, err)
	}
	same(t, "what still has its time", timed(), before)
	h.pass(91 * 24 * time.Hour)
	if _, err := h.sys.tidy(t.Context()); err != nil {
		t.Fatal(err)
	}
	same(t, "what is past its time", timed(), 0)
	same(t, "Boris's messages", len(h.messages(h.dialogsOf(shop, boris)[0].ID)), 2)
	report, err := h.sys.engine.Check(t.Context())
	if err != nil || len(report.Faults) > 0 {
		t.Errorf("the file: %+v, %v", report, err)
	}
}

// Lines, pipelines and cards go once nothing needs them.
func TestWhatNothingNeedsCanBeDeleted(t *testing.T) {
	h := newHouse(t)
	d := h.says(anna, "Hello")
	contact, lead := h.dialog(d).Contact, h.lead(d)
	for _, path := range []string{"/v1/lines/shop", "/v1/cards/" + lead, "/v1/cards/" + contact} {
		h.refused(h.admin, "DELETE", path, nil, 409, "still_needed")
	}
	deal := h.makes("deal", "A deal", map[string]any{"pipeline": "sales"}).Ref
	h.refused(h.admin, "DELETE", "/v1/pipelines/sales", nil, 409, "still_needed")
	h.closes(d)
	for _, path := range []string{"/v1/cards/" + deal, "/v1/pipelines/sales", "/v1/lines/shop", "/v1/cards/" + lead} {
		h.call(h.admin, "DELETE", path, nil, nil)
		h.refused(h.admin, "DELETE", path, nil, 404, "not_found")
	}
	if at := h.found("token-of-shop"); len(at) > 0 {
		t.Errorf("the line's secret is left: %v", at)
	}
}
