// Package transcribe writes down what is said in recordings: with Amazon Transcribe, or
// with a server that speaks OpenAI's API.
package transcribe

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/sufler/sufler/shared/awsjson"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/transcript"
)

// NewService calls Amazon Transcribe.
func NewService(cfg aws.Config, endpoint *string) awsjson.Service {
	return awsjson.Service{Name: "transcribe", Target: "Transcribe", Version: "1.1", Config: cfg, Endpoint: endpoint, Now: time.Now}
}

// Amazon is Amazon Transcribe. A job is named after its recording, so that no repeat
// pays twice; what it wrote stays with the service until Forget, and lies in no bucket
// of ours.
//
// https://docs.aws.amazon.com/transcribe/latest/APIReference/API_StartTranscriptionJob.html
// https://docs.aws.amazon.com/transcribe/latest/APIReference/API_GetTranscriptionJob.html
type Amazon struct {
	Service interface {
		Call(ctx context.Context, operation string, in, out any) error
	}
	Bucket    string       // where recordings lie
	Languages []string     // that may be spoken, like "en-US"; one: it is; none: any
	HTTP      *http.Client // fetches what was written
	// Host is whose addresses may be fetched beside AWS's own: for tests.
	Host string
}

// By is who wrote a transcript.
const By = "transcribe"

// Price is what it costs at list price: $0.024 a minute in us-east-1, by the second, of at
// least fifteen [M]. https://aws.amazon.com/transcribe/pricing/
func Price() desk.HearingPrice { return desk.HearingPrice{MicroUSDaSecond: 400, LeastSeconds: 15} }

// How long to wait before it is asked again.
const (
	soon    = 5 * time.Second
	longest = time.Minute
	busy    = 30 * time.Second
)

type startJob struct {
	Name      string    `json:"TranscriptionJobName"`
	Media     media     `json:"Media"`
	Format    string    `json:"MediaFormat,omitempty"`
	Language  string    `json:"LanguageCode,omitempty"`
	Identify  bool      `json:"IdentifyLanguage,omitempty"`
	Languages []string  `json:"LanguageOptions,omitempty"`
	Settings  *settings `json:"Settings,omitempty"`
}

type media struct {
	URI string `json:"MediaFileUri"`
}

type settings struct {
	Labels   bool `json:"ShowSpeakerLabels"`
	Speakers int  `json:"MaxSpeakerLabels"`
}

type named struct {
	Name string `json:"TranscriptionJobName"`
}

type job struct {
	TranscriptionJob struct {
		Status     string `json:"TranscriptionJobStatus"` // QUEUED, IN_PROGRESS, FAILED, COMPLETED
		Transcript struct {
			URI string `json:"TranscriptFileUri"`
		}
	}
}

// Transcribe implements flow.Transcriber.
func (a Amazon) Transcribe(ctx context.Context, r desk.Recording) (t desk.Transcript, wait time.Duration, err error) {
	err = a.Service.Call(ctx, "StartTranscriptionJob", a.start(r), nil)
	switch kind := kindOf(err); {
	case err == nil:
		return t, pause(r), nil
	case kind == "ConflictException": // it was begun before
	case kind == "LimitExceededException", strings.Contains(kind, "Throttl"):
		return t, busy, nil
	case kind == "BadRequestException":
		return t, 0, fmt.Errorf("%w: transcribe does not take the recording %s", desk.ErrInvalid, r.Key)
	default:
		return t, 0, fmt.Errorf("begin to write down %s: %w", r.Key, err)
	}
	var out job
	if err := a.Service.Call(ctx, "GetTranscriptionJob", named{r.Name()}, &out); err != nil {
		if strings.Contains(kindOf(err), "Throttl") {
			return t, busy, nil
		}
		return t, 0, fmt.Errorf("how far %s is written down: %w", r.Key, err)
	}
	switch out.TranscriptionJob.Status {
	case "COMPLETED":
		t, err = a.fetch(ctx, out.TranscriptionJob.Transcript.URI, r)
		return t, 0, err
	case "FAILED":
		return t, 0, fmt.Errorf("%w: transcribe could not write down %s", desk.ErrInvalid, r.Key)
	}
	return t, pause(r), nil
}

func (a Amazon) start(r desk.Recording) startJob {
	in := startJob{Name: r.Name(), Media: media{"s3://" + a.Bucket + "/" + r.Key}, Format: format(r.MIME)}
	switch len(a.Languages) {
	case 1:
		in.Language = a.Languages[0]
	case 0:
		in.Identify = true
	default:
		in.Identify, in.Languages = true, a.Languages
	}
	if r.Speakers > 1 {
		in.Settings = &settings{true, r.Speakers}
	}
	return in
}

// format is the recording's, where its type tells; else the service looks itself.
func format(mime string) string {
	mime, _, _ = strings.Cut(strings.ToLower(mime), ";")
	_, kind, _ := strings.Cut(mime, "/")
	switch strings.TrimPrefix(strings.TrimSpace(kind), "x-") {
	case "ogg", "opus":
		return "ogg"
	case "mpeg", "mp3":
		return "mp3"
	case "mp4":
		return "mp4"
	case "m4a":
		return "m4a"
	case "wav", "wave":
		return "wav"
	case "webm":
		return "webm"
	case "flac":
		return "flac"
	case "amr":
		return "amr"
	}
	return ""
}

// pause is how long the work on a recording may take, about.
func pause(r desk.Recording) time.Duration { return min(max(soon, r.Duration/4), longest) }

// maxWritten is how much of what was written is read, in bytes: an hour's talk, with the
// time of each word, is about four million.
const maxWritten = 64 << 20

// fetch reads what was written, where the service keeps it.
func (a Amazon) fetch(ctx context.Context, uri string, r desk.Recording) (desk.Transcript, error) {
	at, err := url.Parse(uri)
	if err != nil || !a.theirs(at) {
		return desk.Transcript{}, fmt.Errorf("%w: what was written of %s lies at no address of AWS's", desk.ErrBusy, r.Key)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, uri, nil)
	if err != nil {
		return desk.Transcript{}, fmt.Errorf("%w: what was written of %s lies at no address", desk.ErrBusy, r.Key)
	}
	client := *a.HTTP
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	res, err := client.Do(req)
	if err != nil { // its words hold the address, which lets whoever has it in
		return desk.Transcript{}, fmt.Errorf("%w: fetch what was written of %s", desk.ErrBusy, r.Key)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(res.Body, maxWritten))
	if err != nil || res.StatusCode != http.StatusOK {
		return desk.Transcript{}, fmt.Errorf("%w: fetch what was written of %s: %d", desk.ErrBusy, r.Key, res.StatusCode)
	}
	return read(raw, r)
}

// theirs says whether an address is AWS's.
func (a Amazon) theirs(at *url.URL) bool {
	host := at.Hostname()
	if a.Host != "" && at.Host == a.Host {
		return true
	}
	for _, domain := range []string{".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu"} {
		if at.Scheme == "https" && strings.HasSuffix(host, domain) {
			return true
		}
	}
	return false
}

func read(raw []byte, r desk.Recording) (desk.Transcript, error) {
	t := desk.Transcript{By: By}
	var times struct {
		Results *struct {
			Items []struct {
				End string `json:"end_time"`
			} `json:"items"`
		} `json:"results"`
	}
	if json.Unmarshal(raw, &times) != nil || times.Results == nil {
		return t, fmt.Errorf("%w: what was written of %s can't be read", desk.ErrBusy, r.Key)
	}
	seconds := r.Duration.Seconds()
	for _, i := range times.Results.Items {
		if end, err := strconv.ParseFloat(i.End, 64); err == nil {
			seconds = max(seconds, end)
		}
	}
	t.Usage.MicroUSD = Price().Of(time.Duration(seconds * float64(time.Second)))
	said, err := transcript.Read(raw)
	if err != nil { // nobody says anything
		return t, nil
	}
	for _, s := range said {
		t.Said = append(t.Said, desk.Speech(s))
	}
	return t, nil
}

// Forget implements flow.Transcriber.
func (a Amazon) Forget(ctx context.Context, r desk.Recording) error {
	err := a.Service.Call(ctx, "DeleteTranscriptionJob", named{r.Name()}, nil)
	if kind := kindOf(err); kind == "BadRequestException" || kind == "NotFoundException" {
		return nil
	}
	if err != nil {
		return fmt.Errorf("forget what was written of %s: %w", r.Key, err)
	}
	return nil
}

func kindOf(err error) string {
	var fault *awsjson.Fault
	if errors.As(err, &fault) {
		return fault.Kind
	}
	return ""
}
