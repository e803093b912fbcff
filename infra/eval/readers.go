package main

import (
	"context"
	"fmt"
	"net/http"
	"os"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/reader"
	"github.com/sufler/sufler/shared/reader/bedrock"
	"github.com/sufler/sufler/shared/reader/offline"
	"github.com/sufler/sufler/shared/reader/openai"
	"github.com/sufler/sufler/shared/reader/replay"
)

// choice is which reader to judge. Region and credentials of Bedrock are the
// AWS SDK's own settings.
type choice struct {
	name, model, profile, thinking string
	endpoint, key                  string
	freeTool, mask                 bool
	record, replay                 string
	made                           flow.Reader // by a test
}

// open makes the reader, recorded or replayed; done ends the recording.
func (c choice) open(ctx context.Context) (rd flow.Reader, done func() error, err error) {
	done = func() error { return nil }
	if c.replay != "" && c.record != "" {
		return nil, nil, fmt.Errorf("%w: either -record or -replay", desk.ErrInvalid)
	}
	if c.replay == "" {
		rd, err = c.reader(ctx)
	} else {
		rd, err = loadReplay(c.replay)
	}
	if err != nil {
		return nil, nil, err
	}
	if c.record != "" {
		file, err := os.OpenFile(c.record, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
		if err != nil {
			return nil, nil, fmt.Errorf("record: %w", err)
		}
		rd, done = &replay.Recorder{Reader: rd, Out: file}, file.Close
	}
	if c.mask {
		rd = reader.Masked{Reader: rd}
	}
	return rd, done, nil
}

func loadReplay(path string) (flow.Reader, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("replay: %w", err)
	}
	defer file.Close() //nolint:errcheck // read only
	return replay.Load(file)
}

func (c choice) reader(ctx context.Context) (flow.Reader, error) {
	switch {
	case c.made != nil:
		return c.made, nil
	case c.name == openai.Name && (c.model == "" || c.endpoint == ""):
		return nil, fmt.Errorf("%w: name the server and its model: -endpoint http://localhost:11434/v1 -model …", desk.ErrInvalid)
	case c.name == openai.Name:
		return reader.Prompted{Model: &openai.Model{HTTP: &http.Client{}, BaseURL: c.endpoint, Allowed: []string{c.endpoint}, Key: c.key, ID: c.model, FreeTool: c.freeTool}}, nil
	case c.name == "offline":
		return offline.Reader{}, nil
	case c.name == bedrock.Name && c.model == "":
		return nil, fmt.Errorf("%w: name the model: -model anthropic.…", desk.ErrInvalid)
	case c.name == bedrock.Name:
		cfg, err := config.LoadDefaultConfig(ctx)
		if err != nil {
			return nil, fmt.Errorf("AWS settings: %w", err)
		}
		return reader.Prompted{Model: &bedrock.Model{Client: bedrockruntime.NewFromConfig(cfg), ID: c.model, Profile: c.profile, Thinking: c.thinking, FreeTool: c.freeTool}}, nil
	}
	return nil, fmt.Errorf("%w: reader %q is none of offline, bedrock, openai", desk.ErrInvalid, c.name)
}
