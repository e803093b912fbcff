package demo

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/infra/remote"
)

// What an operator sends on every channel: no real photo, but a messenger looks
// at its type and size.
const (
	demoPhoto = "\xff\xd8\xff\xe0 the jars on their shelf"
	demoWords = "These are the jars."
)

// sendFile has the operator send a photo, twice under one key, and the
// messenger have it once: with our call where it takes files, else fetched.
func (s *scene) sendFile(ctx context.Context) error {
	last, err := s.photo(ctx)
	if err != nil {
		return err
	}
	if s.Takes() == nil { // it takes https addresses only, and the demo has none
		s.check(last.Status == "failed" && strings.Contains(last.Reason, "https"), "the file is %s: %s", last.Status, last.Reason)
		return nil
	}
	s.check(last.Status == "sent", "the file is %s: %s", last.Status, last.Reason)
	got := s.Vendors.Files(s.Line.Channel)
	s.check(slices.Equal(got, []string{demoPhoto}), "the messenger has the files %q", got)
	return nil
}

// photo uploads the photo and replies with it, and gives the message as it ends.
func (s *scene) photo(ctx context.Context) (last remote.Message, err error) {
	file, err := s.Upload(ctx, "jars.jpg", "image/jpeg", demoPhoto)
	if err != nil {
		return last, err
	}
	for range 2 {
		if err := s.Call(ctx, http.MethodPost, "/v1/dialogs/"+s.dialog+"/reply", parties.Obj{"text": demoWords, "attachments": []parties.Obj{{"file": file}}}, nil, "Idempotency-Key", "photo-"+string(s.Line.ID)); err != nil {
			return last, err
		}
	}
	_, err = s.until(ctx, func() (bool, error) {
		ms, err := s.messages(ctx)
		if len(ms) > 0 {
			last = ms[len(ms)-1]
		}
		return last.Text == demoWords && last.Status != "queued", err
	})
	return last, err
}
