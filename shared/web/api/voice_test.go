package api_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	faqindex "github.com/sufler/sufler/shared/assembly/answering"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/transcribe"
)

// scribeServer speaks Amazon Transcribe's protocol: a job's name is taken once, it is
// under way until the test ends it, and what was written is fetched by an address.
type scribeServer struct {
	*httptest.Server
	mu     sync.Mutex
	jobs   map[string]string // name → status
	begun  int
	calls  []string
	ails   map[string]string // operation → the kind of error, or "lost": it is done, and the answer lost
	said   string
	wrote  string // what was written, whole; "": said, by one speaker
	status int    // of the fetch; 0: 200
	phoned bool   // all that comes is a call
}

func newScribeServer(t *testing.T) *scribeServer {
	s := &scribeServer{jobs: map[string]string{}, ails: map[string]string{}, said: "I want two chairs"}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *scribeServer) amazon() transcribe.Amazon {
	service := transcribe.NewService(faqindex.Keys("eu-central-1", "AKID", "x"), &s.URL)
	return transcribe.Amazon{Service: service, Bucket: "files", Languages: []string{"en-US", "ru-RU"}, HTTP: s.Client(), Host: strings.TrimPrefix(s.URL, "http://")}
}

func (s *scribeServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.Method == http.MethodGet {
		if s.status != 0 {
			w.WriteHeader(s.status)
		}
		if s.wrote != "" {
			fmt.Fprint(w, s.wrote)
			return
		}
		fmt.Fprintf(w, `{"jobName":"x","status":"COMPLETED","results":{"transcripts":[{"transcript":%q}],"items":[{"type":"pronunciation","end_time":"19.2","alternatives":[{"content":"two"}]}]}}`, s.said)
		return
	}
	operation := strings.TrimPrefix(r.Header.Get("X-Amz-Target"), "Transcribe.")
	var in struct {
		TranscriptionJobName string
		Media                struct{ MediaFileUri string }
		LanguageOptions      []string
		Settings             *struct {
			ShowSpeakerLabels bool
			MaxSpeakerLabels  int
		}
	}
	if json.Unmarshal(body, &in) != nil || !strings.HasPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 Credential=AKID/") || !strings.Contains(r.Header.Get("Authorization"), "/transcribe/") {
		w.WriteHeader(403)
		return
	}
	s.calls = append(s.calls, operation)
	fault := func(kind string) {
		w.WriteHeader(400)
		fmt.Fprintf(w, `{"__type":"com.amazonaws.transcribe#%s","Message":"no"}`, kind)
	}
	if kind := s.ails[operation]; kind != "" && kind != "lost" {
		fault(kind)
		return
	}
	switch operation {
	case "StartTranscriptionJob":
		if s.jobs[in.TranscriptionJobName] != "" {
			fault("ConflictException")
			return
		}
		call := strings.HasPrefix(in.Media.MediaFileUri, "s3://files/sent/") || s.phoned // speakers apart; a voice note has one
		if !call && !strings.HasPrefix(in.Media.MediaFileUri, "s3://files/f") || len(in.LanguageOptions) != 2 || call != (in.Settings != nil && in.Settings.ShowSpeakerLabels && in.Settings.MaxSpeakerLabels > 1) {
			fault("BadRequestException")
			return
		}
		s.jobs[in.TranscriptionJobName] = "IN_PROGRESS"
		s.begun++
	case "DeleteTranscriptionJob":
		if s.jobs[in.TranscriptionJobName] == "" {
			fault("NotFoundException")
			return
		}
		delete(s.jobs, in.TranscriptionJobName)
	}
	if s.ails[operation] == "lost" {
		panic(http.ErrAbortHandler)
	}
	fmt.Fprintf(w, `{"TranscriptionJob":{"TranscriptionJobName":%q,"TranscriptionJobStatus":%q,"Transcript":{"TranscriptFileUri":%q}}}`, in.TranscriptionJobName, s.jobs[in.TranscriptionJobName], s.URL+"/written")
}

// end ends all jobs.
func (s *scribeServer) end(status string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for name := range s.jobs {
		s.jobs[name] = status
	}
}

func (s *scribeServer) ail(operation, how string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ails[operation] = how
}

func (s *scribeServer) state() (begun, left int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.begun, len(s.jobs)
}

// voice has a customer send a voice note in a dialog, of which we have a copy.
func (h *house) voice(id desk.DialogID) desk.Message {
	h.t.Helper()
	d := h.dialogNow(id)
	line, err := h.st.Line(h.t.Context(), d.Line)
	must(h.t, err)
	c, err := h.st.Customer(h.t.Context(), d.Customer)
	must(h.t, err)
	h.clock.move(time.Second)
	external := desk.ExternalID(fmt.Sprintf("voice/%d", h.clock.Now().UnixNano()))
	_, err = h.receiver.Receive(h.t.Context(), line, []desk.Inbound{{
		Kind: desk.InMessage, From: c.Profile, Author: desk.ByCustomer, External: external, Attachments: []desk.Attachment{{Kind: desk.AttachedVoice, Ref: "v1", MIME: "audio/ogg", Duration: 4 * time.Second, Stored: "fvoice"}},
	}})
	must(h.t, err)
	m, err := h.st.Message(h.t.Context(), d.Customer, external)
	must(h.t, err)
	job := desk.NewFilesJob(d.Line, m, id, h.clock.Now())
	must(h.t, h.st.AddJob(h.t.Context(), job))
	must(h.t, h.worker.Do(h.t.Context(), job.ID))
	return m
}

// wait lets time pass, and does what is due.
func (h *house) wait(times int) {
	h.t.Helper()
	for range times {
		h.clock.move(time.Minute)
		h.work()
	}
}

// spoken is what the API shows of a message's first attachment.
func (h *house) spoken(id desk.DialogID) any {
	h.t.Helper()
	items := h.as("admin", "GET", "/v1/dialogs/"+string(id)+"/messages?limit=100", nil).is(200).doc()["items"].([]any)
	return at(items[len(items)-1], "attachments", 0)
}

// TestVoiceNotesAreWrittenDown_D2_BX14: once, whatever repeats, is lost or throttled; the
// transcript lies on the message, with who made it, what it cost is counted once, and
// nobody else keeps it.
func TestVoiceNotesAreWrittenDown_D2_BX14(t *testing.T) {
	for _, c := range []struct{ rule, operation, how string }{
		{"all is well", "", ""},
		{"the answer to the beginning is lost", "StartTranscriptionJob", "lost"},
		{"the beginning is throttled", "StartTranscriptionJob", "ThrottlingException"},
		{"too many at once", "StartTranscriptionJob", "LimitExceededException"},
		{"looking is throttled", "GetTranscriptionJob", "ThrottlingException"},
		{"forgetting fails", "DeleteTranscriptionJob", "InternalFailureException"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			h, s := newHouse(t), newScribeServer(t)
			h.scribe = s.amazon()
			h.connect()
			id, _ := h.bound(`{}`)
			s.ail(c.operation, c.how)
			h.voice(id)
			h.wait(1)
			if got := h.spoken(id); at(got, "transcript") != nil {
				t.Errorf("got %v while it is under way, want none yet", got)
			}
			s.ail(c.operation, "")
			h.wait(1)
			s.end("COMPLETED")
			s.ail(c.operation, c.how)
			h.wait(1)
			s.ail(c.operation, "")
			h.wait(3)
			if got := h.spoken(id); at(got, "transcript") != "I want two chairs" || at(got, "transcribedBy") != "transcribe" {
				t.Errorf("got %v", got)
			}
			if begun, left := s.state(); begun != 1 || left != 0 {
				t.Errorf("got %d jobs begun, and %d left there; want one, paid once, and forgotten", begun, left)
			}
			spent, err := h.st.Spent(t.Context(), "2025-03-14")
			must(t, err)
			if spent.MicroUSD != 20*400 {
				t.Errorf("got %d spent, want twenty seconds once", spent.MicroUSD)
			}
		})
	}
}

// TestWhatCannotBeWrittenDownSaysSo_D2.
func TestWhatCannotBeWrittenDownSaysSo_D2(t *testing.T) {
	h, s := newHouse(t), newScribeServer(t)
	h.scribe = s.amazon()
	h.connect()
	id, _ := h.bound(`{}`)
	h.voice(id)
	h.wait(1)
	s.end("FAILED")
	h.wait(2)
	if got := h.spoken(id); at(got, "noTranscript") == nil || at(got, "transcript") != nil {
		t.Errorf("got %v, want why there is none", got)
	}
	none := newHouse(t)
	id, _ = none.bound(`{}`)
	none.voice(id)
	none.wait(1)
	if got := none.spoken(id); at(got, "transcript") != nil {
		t.Errorf("got %v where nobody writes down, want nothing", got)
	}
}

// TestAVoiceNoteIsReadAgainWhenItsTranscriptComesLate_D2_BX14: and proves a value, marked
// as heard.
func TestAVoiceNoteIsReadAgainWhenItsTranscriptComesLate_D2_BX14(t *testing.T) {
	h, s := newHouse(t), newScribeServer(t)
	h.scribe = s.amazon()
	h.connect()
	id, _ := h.bound(`{}`)
	h.reader.found = map[desk.FieldName][2]string{"quantity": {"2", "two chairs"}}
	h.voice(id)
	first := h.read(id)
	reads := h.reader.reads
	s.end("COMPLETED")
	h.wait(4)
	if h.reader.reads != reads+1 {
		t.Errorf("got %d readings after the transcript, want one", h.reader.reads-reads)
	}
	runs := h.as("admin", "GET", "/v1/dialogs/"+string(id)+"/runs", nil).is(200).doc()["items"].([]any)
	if len(runs) != 2 || at(runs[1], "id") != first {
		t.Fatalf("got %d runs, want the first and another", len(runs))
	}
	run := h.as("admin", "GET", "/v1/runs/"+at(runs[0], "id").(string), nil).is(200).doc()
	found := slices.IndexFunc(run["outcomes"].([]any), func(o any) bool { return at(o, "field") == "quantity" })
	if o := run["outcomes"].([]any)[found]; at(o, "outcome") != "filled" || at(o, "quote") != "two chairs" || at(o, "transcribed") != true {
		t.Errorf("got %v, want it filled by what was heard", o)
	}
	h.wait(3)
	if h.reader.reads != reads+1 {
		t.Errorf("got %d readings, want no more", h.reader.reads-reads)
	}
}

// TestAnErasureTakesWhatWasSaid_D2: also where it is still written down.
func TestAnErasureTakesWhatWasSaid_D2(t *testing.T) {
	h, s := newHouse(t), newScribeServer(t)
	h.scribe = s.amazon()
	h.connect()
	id, _ := h.bound(`{}`)
	m := h.voice(id)
	h.wait(1)
	if _, left := s.state(); left != 1 {
		t.Fatalf("got %d jobs under way, want one", left)
	}
	h.as("admin", "DELETE", "/v1/customers/"+string(m.Customer), nil, "Idempotency-Key", "e1").is(202)
	h.wait(4)
	if _, left := s.state(); left != 0 {
		t.Errorf("got %d jobs left, want it forgotten", left)
	}
	if _, err := h.st.Job(t.Context(), desk.NewTranscribeJob("", m, "", h.clock.Now()).ID); err == nil {
		t.Error("the job is still there")
	}
}

// TestAServerOfOnesOwnWritesDown_BX14: that speaks OpenAI's audio API, at its worst, too.
func TestAServerOfOnesOwnWritesDown_BX14(t *testing.T) {
	for _, c := range []struct {
		rule   string
		status int
		body   string
		want   string
	}{
		{"it answers", 200, `{"text":" I want two chairs "}`, "I want two chairs"},
		{"nothing is said", 200, `{"text":""}`, ""},
		{"half an answer", 200, `{"te`, ""},
		{"it refuses", 400, `{}`, ""},
		{"it is busy", 503, ``, ""},
	} {
		t.Run(c.rule, func(t *testing.T) {
			h := newHouse(t)
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path != "/v1/audio/transcriptions" || r.ParseMultipartForm(1<<20) != nil || r.FormValue("model") != "whisper-1" {
					w.WriteHeader(404)
					return
				}
				w.WriteHeader(c.status)
				fmt.Fprint(w, c.body)
			}))
			t.Cleanup(srv.Close)
			_, err := h.files.Keep(t.Context(), "fvoice", desk.File{Body: io.NopCloser(strings.NewReader("OggS")), Size: 4})
			must(t, err)
			files := h.files
			h.scribe = transcribe.OpenAI{HTTP: srv.Client(), Endpoint: srv.URL + "/v1", Model: "whisper-1", Files: files}
			h.connect()
			id, _ := h.bound(`{}`)
			h.voice(id)
			h.wait(1)
			if got, _ := at(h.spoken(id), "transcript").(string); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
