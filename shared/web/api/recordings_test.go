package api_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/transcribe"
)

// wroteOfACall is what Amazon Transcribe writes of two speakers, as its page shows it.
// https://docs.aws.amazon.com/transcribe/latest/dg/how-input.html
const wroteOfACall = `{"jobName":"x","status":"COMPLETED","results":{
"transcripts":[{"transcript":"Do you ship to Spain? Yes, within a week."}],
"speaker_labels":{"speakers":2,"segments":[
 {"start_time":"0.0","end_time":"2.0","speaker_label":"spk_0","items":[{"start_time":"0.0","end_time":"0.4","speaker_label":"spk_0"},{"start_time":"0.4","end_time":"0.8","speaker_label":"spk_0"},{"start_time":"0.8","end_time":"1.2","speaker_label":"spk_0"},{"start_time":"1.2","end_time":"1.5","speaker_label":"spk_0"},{"start_time":"1.5","end_time":"2.0","speaker_label":"spk_0"}]},
 {"start_time":"2.5","end_time":"41.2","speaker_label":"spk_1","items":[{"start_time":"2.5","end_time":"3.0","speaker_label":"spk_1"},{"start_time":"3.0","end_time":"3.3","speaker_label":"spk_1"},{"start_time":"3.3","end_time":"3.5","speaker_label":"spk_1"},{"start_time":"3.5","end_time":"41.2","speaker_label":"spk_1"}]}]},
"items":[
 {"type":"pronunciation","start_time":"0.0","end_time":"0.4","alternatives":[{"content":"Do"}],"speaker_label":"spk_0"},
 {"type":"pronunciation","start_time":"0.4","end_time":"0.8","alternatives":[{"content":"you"}],"speaker_label":"spk_0"},
 {"type":"pronunciation","start_time":"0.8","end_time":"1.2","alternatives":[{"content":"ship"}],"speaker_label":"spk_0"},
 {"type":"pronunciation","start_time":"1.2","end_time":"1.5","alternatives":[{"content":"to"}],"speaker_label":"spk_0"},
 {"type":"pronunciation","start_time":"1.5","end_time":"2.0","alternatives":[{"content":"Spain"}],"speaker_label":"spk_0"},
 {"type":"punctuation","alternatives":[{"content":"?"}],"speaker_label":"spk_0"},
 {"type":"pronunciation","start_time":"2.5","end_time":"3.0","alternatives":[{"content":"Yes"}],"speaker_label":"spk_1"},
 {"type":"punctuation","alternatives":[{"content":","}],"speaker_label":"spk_1"},
 {"type":"pronunciation","start_time":"3.0","end_time":"3.3","alternatives":[{"content":"within"}],"speaker_label":"spk_1"},
 {"type":"pronunciation","start_time":"3.3","end_time":"3.5","alternatives":[{"content":"a"}],"speaker_label":"spk_1"},
 {"type":"pronunciation","start_time":"3.5","end_time":"41.2","alternatives":[{"content":"week"}],"speaker_label":"spk_1"},
 {"type":"punctuation","alternatives":[{"content":"."}],"speaker_label":"spk_1"}]}}`

// TestARecordedCallBecomesQuestions_FB11_SYS22: uploaded, written down by Amazon Transcribe
// with its speakers apart, paid once whatever repeats or is lost, counted into what is
// asked most often, and forgotten where it was written down.
func TestARecordedCallBecomesQuestions_FB11_SYS22(t *testing.T) {
	for _, c := range []struct{ rule, operation, how string }{
		{"all is well", "", ""},
		{"the answer to the beginning is lost", "StartTranscriptionJob", "lost"},
		{"too many at once", "StartTranscriptionJob", "LimitExceededException"},
		{"looking is throttled", "GetTranscriptionJob", "ThrottlingException"},
		{"forgetting fails", "DeleteTranscriptionJob", "InternalFailureException"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			h, s := newHouse(t), newScribeServer(t)
			s.wrote = wroteOfACall
			h.scribe, h.hearing = s.amazon(), new(transcribe.Price())
			h.connect()
			h.shop()
			for ask, want := range map[string][3]any{"seconds=42": {42 * 400.0, 42.0, "length"}, "size=336000": {42 * 400.0, 42.0, "size"}, "size=9&seconds=1": {15 * 400.0, 1.0, "length"}} {
				got := h.as("supervisor", "GET", "/v1/recordings/estimate?"+ask, nil).is(200).doc()
				if got["on"] != true || got["costMicroUsd"] != want[0] || got["seconds"] != want[1] || got["reckonedBy"] != want[2] {
					t.Errorf("before, by %s: got %v, want %v", ask, got, want)
				}
			}
			var calls []string
			for i := range 2 {
				file := h.uploadedBy("supervisor", "call.mp3", "audio/mpeg", fmt.Sprint("ID3", i))
				for range 2 {
					doc := h.as("supervisor", "POST", "/v1/recordings", `{"file":"`+file+`"}`, "Idempotency-Key", fmt.Sprint(i)).is(202).doc()
					if id := fmt.Sprint(doc["id"]); !slices.Contains(calls, id) {
						calls = append(calls, id)
					}
				}
			}
			if len(calls) != 2 {
				t.Fatalf("got recordings %v, want two", calls)
			}
			s.ail(c.operation, c.how)
			h.wait(2)
			if got := h.as("supervisor", "GET", "/v1/recordings/"+calls[0], nil).is(200).doc(); got["state"] != "waiting" {
				t.Errorf("while it is under way: got %v", got)
			}
			s.ail(c.operation, "")
			h.wait(1)
			s.end("COMPLETED")
			s.ail(c.operation, c.how)
			h.wait(1)
			s.ail(c.operation, "")
			h.wait(3)
			got := h.as("supervisor", "GET", "/v1/recordings/"+calls[0], nil).is(200).doc()
			if got["state"] != "done" || got["transcribedBy"] != "transcribe" || got["costMicroUsd"] != 42*400.0 || at(got, "said", 0, "text") != "Do you ship to Spain?" || at(got, "said", 1, "text") != "Yes, within a week." || at(got, "said", 0, "speaker") == at(got, "said", 1, "speaker") {
				t.Errorf("got %v, want both speakers and forty-two seconds", got)
			}
			doc := h.as("supervisor", "GET", "/v1/recordings/questions", nil).is(200).doc()
			if q := at(doc, "questions", 0); doc["calls"] != 2.0 || at(q, "question") != "Do you ship to Spain?" || at(q, "times") != 2.0 || at(q, "answer") != "Yes, within a week." {
				t.Errorf("got %v, want the question twice, with its answer", doc)
			}
			if begun, left := s.state(); begun != 2 || left != 0 {
				t.Errorf("got %d begun, %d left there; want two, forgotten", begun, left)
			}
			spent, err := h.st.Spent(t.Context(), "2025-03-14")
			must(t, err)
			if spent.MicroUSD != 2*42*400 {
				t.Errorf("got %d spent", spent.MicroUSD)
			}
			call, err := h.st.Call(t.Context(), desk.CallID(calls[0]))
			must(t, err)
			if _, err := h.files.Open(t.Context(), call.Stored); err == nil {
				t.Error("the recording is still there")
			}
			h.as("supervisor", "DELETE", "/v1/recordings/"+calls[0], nil).is(204)
			if list := h.as("supervisor", "GET", "/v1/recordings", nil).is(200).doc()["items"].([]any); len(list) != 1 || at(list[0], "said") != nil {
				t.Errorf("got %v, want one left", list)
			}
		})
	}
}

// TestARecordingThatCannotBeWrittenDownSaysSo_SYS22: why; and one that is taken away while
// it is written down is forgotten there, too.
func TestARecordingThatCannotBeWrittenDownSaysSo_SYS22(t *testing.T) {
	take := func(h *house) string {
		file := h.uploadedBy("supervisor", "call.mp3", "audio/mpeg", "ID3")
		return fmt.Sprint(h.as("supervisor", "POST", "/v1/recordings", `{"file":"`+file+`","speakers":3}`).is(202).doc()["id"])
	}
	t.Run("nobody writes anything down", func(t *testing.T) {
		h := newHouse(t)
		if got := h.as("supervisor", "GET", "/v1/recordings/estimate?size=9", nil).is(200).doc(); got["on"] != false || got["costMicroUsd"] != 0.0 {
			t.Errorf("before: got %v", got)
		}
		id := take(h)
		h.wait(2)
		if got := h.as("supervisor", "GET", "/v1/recordings/"+id, nil).is(200).doc(); got["state"] != "failed" || got["code"] != "transcription_off" {
			t.Errorf("got %v", got)
		}
	})
	t.Run("the service can't", func(t *testing.T) {
		h, s := newHouse(t), newScribeServer(t)
		h.scribe = s.amazon()
		h.connect()
		id := take(h)
		h.wait(1)
		s.end("FAILED")
		h.wait(2)
		if got := h.as("supervisor", "GET", "/v1/recordings/"+id, nil).is(200).doc(); got["state"] != "failed" || got["code"] != "invalid" {
			t.Errorf("got %v", got)
		}
		if _, left := s.state(); left != 0 {
			t.Errorf("%d are left there", left)
		}
	})
	t.Run("it is taken away meanwhile", func(t *testing.T) {
		h, s := newHouse(t), newScribeServer(t)
		h.scribe = s.amazon()
		h.connect()
		id := take(h)
		h.wait(1)
		call, err := h.st.Call(t.Context(), desk.CallID(id))
		must(t, err)
		h.as("supervisor", "DELETE", "/v1/recordings/"+id, nil).is(204)
		s.end("COMPLETED")
		h.wait(2)
		h.as("supervisor", "GET", "/v1/recordings/"+id, nil).is(404)
		if _, left := s.state(); left != 0 {
			t.Errorf("%d are left there", left)
		}
		if _, err := h.files.Open(t.Context(), call.Stored); err == nil {
			t.Error("the recording is still there")
		}
	})
	h := newHouse(t)
	h.as("supervisor", "POST", "/v1/recordings", `{"file":"`+h.uploadedBy("supervisor", "a.pdf", "application/pdf", "x")+`"}`).no(422, "file_type_not_allowed")
	h.as("supervisor", "POST", "/v1/recordings", `{"file":"none"}`).no(422, "file_unknown")
	announced := h.as("supervisor", "POST", "/v1/files", map[string]any{"name": "c.mp3", "type": "audio/mpeg", "size": 9}).is(201).doc()
	h.as("supervisor", "POST", "/v1/recordings", fmt.Sprintf(`{"file":%q}`, announced["id"])).no(http.StatusConflict, "file_not_uploaded")
	for i := range desk.MaxCalls {
		_, err := h.st.AddCall(t.Context(), desk.Call{ID: desk.CallID(fmt.Sprint("c", i)), State: desk.CallDone, AskedAt: h.clock.Now()}, desk.Job{ID: desk.JobID(fmt.Sprint("c", i)), Kind: desk.JobCall, State: desk.JobSent})
		must(t, err)
	}
	h.as("supervisor", "POST", "/v1/recordings", `{"file":"`+h.uploadedBy("supervisor", "c.mp3", "audio/mpeg", "ID3")+`"}`).no(409, "too_many_recordings")
	if got := h.as("supervisor", "GET", "/v1/recordings", nil).is(200); strings.Contains(string(got.body), "said") {
		t.Error("a list holds what was said")
	}
}
