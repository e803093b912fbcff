package transcribe

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// OpenAI is a server that speaks OpenAI's audio API: whisper.cpp, vLLM, speaches. It
// answers at once and keeps nothing. Who is killed between its answer and our note asks
// it again.
//
// https://platform.openai.com/docs/api-reference/audio/createTranscription
type OpenAI struct {
	HTTP     *http.Client
	Endpoint string // up to the version: "http://localhost:8000/v1"
	Key      string // "": none; in no error and no log
	Model    string
	Files    desk.FileSource
}

// maxHeard is how large a recording may be, in bytes: the API's own limit.
const maxHeard = 25 << 20

// hearing is how long one call may take.
const hearing = 90 * time.Second

// Transcribe implements flow.Transcriber.
func (o OpenAI) Transcribe(ctx context.Context, r desk.Recording) (t desk.Transcript, wait time.Duration, err error) {
	ctx, cancel := context.WithTimeout(ctx, hearing)
	defer cancel()
	form, kind, err := o.form(ctx, r)
	if err != nil {
		return t, 0, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimRight(o.Endpoint, "/")+"/audio/transcriptions", form)
	if err != nil {
		return t, 0, fmt.Errorf("%w: the endpoint that writes down is no address", desk.ErrInvalid)
	}
	req.Header.Set("Content-Type", kind)
	if o.Key != "" {
		req.Header.Set("Authorization", "Bearer "+o.Key)
	}
	client := *o.HTTP
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	res, err := client.Do(req)
	if err != nil {
		return t, 0, fmt.Errorf("%w: no answer of the endpoint that writes down", desk.ErrBusy)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(res.Body, maxWritten))
	var out struct {
		Text *string `json:"text"`
	}
	switch {
	case err != nil, res.StatusCode == http.StatusTooManyRequests, res.StatusCode == http.StatusRequestTimeout, res.StatusCode >= 500:
		return t, 0, fmt.Errorf("%w: the endpoint that writes down answered %d", desk.ErrBusy, res.StatusCode)
	case res.StatusCode == http.StatusUnauthorized, res.StatusCode == http.StatusForbidden, res.StatusCode == http.StatusNotFound:
		return t, 0, fmt.Errorf("%w: the endpoint that writes down answered %d: check its address, key and model", desk.ErrBusy, res.StatusCode)
	case res.StatusCode != http.StatusOK:
		return t, 0, fmt.Errorf("%w: the endpoint that writes down answered %d", desk.ErrInvalid, res.StatusCode)
	case json.Unmarshal(raw, &out) != nil || out.Text == nil:
		return t, 0, fmt.Errorf("%w: the endpoint that writes down gave no transcript", desk.ErrBusy)
	}
	return desk.Transcript{By: "openai/" + o.Model, Said: []desk.Speech{{Text: *out.Text}}}, 0, nil
}

// form is the request: the recording, and the model.
func (o OpenAI) form(ctx context.Context, r desk.Recording) (body *bytes.Buffer, kind string, err error) {
	f, err := o.Files.Open(ctx, r.Key)
	if errors.Is(err, desk.ErrNotFound) || err == nil && f.Size > maxHeard {
		return nil, "", fmt.Errorf("%w: the recording is too large, or gone", desk.ErrInvalid)
	}
	if err != nil {
		return nil, "", fmt.Errorf("open %s: %w", r.Key, err)
	}
	defer f.Body.Close() //nolint:errcheck // read only
	body = &bytes.Buffer{}
	w := multipart.NewWriter(body)
	ending := format(r.MIME)
	if ending == "" {
		ending = "ogg"
	}
	part, err := w.CreateFormFile("file", "recording."+ending) // servers look at the ending
	if err == nil {
		_, err = io.Copy(part, io.LimitReader(f.Body, maxHeard))
	}
	if err = errors.Join(err, w.WriteField("model", o.Model), w.WriteField("response_format", "json"), w.Close()); err != nil {
		return nil, "", fmt.Errorf("%w: read %s: %w", desk.ErrBusy, r.Key, err)
	}
	return body, w.FormDataContentType(), nil
}

// Forget implements flow.Transcriber: nothing was kept.
func (OpenAI) Forget(context.Context, desk.Recording) error { return nil }
