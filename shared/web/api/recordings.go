package api

import (
	"context"
	"net/http"

	"github.com/sufler/sufler/shared/desk"
)

// NewRecordingView takes an uploaded file for the recording of a call.
type NewRecordingView struct {
	File     desk.UploadID `json:"file" minLength:"1" maxLength:"64" doc:"The id of an announced file (announce-file) whose bytes are there: audio or video."`
	Speakers int           `json:"speakers,omitempty" minimum:"1" maximum:"10" default:"2" doc:"How many are told apart, at most, where the service can."`
}

// RecordingView is a recorded call.
type RecordingView struct {
	ID        desk.CallID    `json:"id"`
	Name      string         `json:"name"`
	From      string         `json:"from" enum:"upload,folder" doc:"folder: it was found in the folder of recordings, in which its file stays until it is written down."`
	Size      int64          `json:"size" doc:"Bytes of the recording, which goes once it is written down."`
	State     desk.CallState `json:"state" enum:"waiting,done,failed"`
	Code      desk.Code      `json:"code,omitempty" doc:"Why it failed: transcription_off (this deployment writes nothing down), invalid (damaged, empty, too long, or of a kind that is not understood), busy; of a file in the folder, file_type_not_allowed and file_too_big, too."`
	By        string         `json:"transcribedBy,omitempty"`
	MicroUSD  int64          `json:"costMicroUsd" doc:"What writing it down cost, in millionths of a dollar, at list price."`
	Cut       bool           `json:"cut,omitempty" doc:"More was said than is kept: 300 KB."`
	AskedAt   Time           `json:"askedAt"`
	DoneAt    Time           `json:"doneAt,omitzero"`
	ExpiresAt Time           `json:"expiresAt" doc:"When what was said goes by itself."`
}

// RecordingEstimateView is about what a recording would cost.
type RecordingEstimateView struct {
	On       bool    `json:"on" doc:"false: this deployment writes no recordings down (transcription_off)."`
	MicroUSD int64   `json:"costMicroUsd" doc:"About what writing it down would cost, in millionths of a dollar, at list price. 0: a server of your own does it, or nobody."`
	Seconds  float64 `json:"seconds" doc:"The length that it is reckoned by."`
	By       string  `json:"reckonedBy" enum:"length,size" doc:"size: by the bytes, as MP3 of 64 kbit/s; it may be off by half."`
}

// RecordingDetailView is a recorded call, with what was said.
type RecordingDetailView struct {
	RecordingView
	Said []SpeechView `json:"said" nullable:"false"`
}

// SpeechView is what one speaker said in one go.
type SpeechView struct {
	Speaker string `json:"speaker,omitempty" doc:"Absent: nobody told speakers apart."`
	Text    string `json:"text"`
}

func recordingView(c desk.Call) RecordingView {
	from := "upload"
	if c.Folder != "" {
		from = "folder"
	}
	return RecordingView{
		ID: c.ID, Name: c.Name, From: from, Size: c.Size, State: c.State, Code: c.Code, By: c.HeardBy, MicroUSD: c.MicroUSD, Cut: c.Cut,
		AskedAt: Time{c.AskedAt}, DoneAt: Time{c.DoneAt}, ExpiresAt: Time{c.AskedAt.Add(desk.KeepCalls)},
	}
}

type callPath struct {
	ID desk.CallID `path:"id" maxLength:"64" doc:"The recording's id."`
}

func (r router) recordings() {
	add(r, op{method: http.MethodPost, path: "/v1/recordings", id: "create-recording", may: supervisors, tag: tagKnowledge, summary: "Have a recorded call written down", status: http.StatusAccepted,
		description: "Announce the file and send its bytes first (announce-file), at most 100 MB. It is written down by Amazon Transcribe, or by a server of your own (-transcriber), speakers apart where that can; a ready transcript needs no recording (draft-from-calls). The recording goes when that is done, and what was said after thirty days. At most 200 are kept (too_many_recordings). Where the folder of recordings is switched on, what is put there is taken by itself."},
		func(ctx context.Context, c *call, in *struct{ Body NewRecordingView }) (*recordingTaken, error) {
			got, err := r.s.Recordings.Take(ctx, c.Actor, desk.CallID(c.id("w")), in.Body.File, in.Body.Speakers)
			if err != nil {
				return nil, err
			}
			return &recordingTaken{"/v1/recordings/" + string(got.ID), recordingView(got)}, nil
		})
	add(r, op{method: http.MethodGet, path: "/v1/recordings", id: "list-recordings", may: supervisors, tag: tagKnowledge, summary: "List recorded calls",
		description: "How far each is, and what it cost; the newest first."},
		func(ctx context.Context, c *call, _ *struct{}) (*body[Page[RecordingView]], error) {
			all, err := r.s.Recordings.All(ctx, c.Actor)
			if err != nil {
				return nil, err
			}
			out := &body[Page[RecordingView]]{Page[RecordingView]{Items: []RecordingView{}}}
			for _, one := range all {
				out.Body.Items = append(out.Body.Items, recordingView(one))
			}
			return out, nil
		})
	add(r, op{method: http.MethodGet, path: "/v1/recordings/questions", id: "draft-from-recordings", may: supervisors, tag: tagKnowledge, summary: "Draft entries out of recorded calls",
		description: "As draft-from-calls, of all recordings that are written down."},
		func(ctx context.Context, c *call, _ *struct{}) (*body[CallDraftsView], error) {
			n, drafts, err := r.s.Recordings.Drafts(ctx, c.Actor)
			if err != nil {
				return nil, err
			}
			return &body[CallDraftsView]{draftsView(n, drafts)}, nil
		})
	add(r, op{method: http.MethodGet, path: "/v1/recordings/estimate", id: "estimate-recording", may: supervisors, tag: tagKnowledge, summary: "See what a recording would cost",
		description: "Before it is sent: by its length if you know it, else by its size. What it did cost stands in the recording (costMicroUsd)."},
		func(ctx context.Context, c *call, in *struct {
			Size    int64   `query:"size" minimum:"0" maximum:"104857600" doc:"Bytes."`
			Seconds float64 `query:"seconds" minimum:"0" maximum:"86400" doc:"Its length; 0: nobody knows."`
		}) (*body[RecordingEstimateView], error) {
			cost, length, on, err := r.s.Recordings.Estimate(c.Actor, duration(in.Seconds), in.Size)
			if err != nil {
				return nil, err
			}
			by := "size"
			if in.Seconds > 0 {
				by = "length"
			}
			return &body[RecordingEstimateView]{RecordingEstimateView{on, cost, seconds(length), by}}, nil
		})
	add(r, op{method: http.MethodGet, path: "/v1/recordings/{id}", id: "get-recording", may: supervisors, tag: tagKnowledge, summary: "See what was said in a recorded call"},
		func(ctx context.Context, c *call, in *callPath) (*body[RecordingDetailView], error) {
			one, err := r.s.Recordings.Get(ctx, c.Actor, in.ID)
			if err != nil {
				return nil, err
			}
			v := RecordingDetailView{recordingView(one), []SpeechView{}}
			for _, s := range one.Said {
				v.Said = append(v.Said, SpeechView{s.Speaker, s.Text})
			}
			return &body[RecordingDetailView]{v}, nil
		})
	add(r, op{method: http.MethodDelete, path: "/v1/recordings/{id}", id: "delete-recording", may: supervisors, tag: tagKnowledge, summary: "Take a recorded call away", status: http.StatusNoContent,
		description: "With what was said, also while it is being written down, and with its file in the folder. One that is not there is no error."},
		func(ctx context.Context, c *call, in *callPath) (*struct{}, error) {
			return nil, r.s.Recordings.Remove(ctx, c.Actor, in.ID)
		})
}

type recordingTaken struct {
	Location string `header:"Location"`
	Body     RecordingView
}
