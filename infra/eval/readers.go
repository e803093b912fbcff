package main

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/reader/bedrock"
	"github.com/sufler/sufler/shared/reader/offline"
)

// choice is which reader to judge. Region and credentials of Bedrock are the
// AWS SDK's own settings.
type choice struct {
	name, model, profile, thinking string
	freeTool                       bool
}

func (c choice) reader(ctx context.Context) (flow.Reader, error) {
	switch {
	case c.name == "offline":
		return offline.Reader{}, nil
	case c.name == bedrock.Name && c.model == "":
		return nil, fmt.Errorf("%w: name the model: -model anthropic.…", desk.ErrInvalid)
	case c.name == bedrock.Name:
		cfg, err := config.LoadDefaultConfig(ctx)
		if err != nil {
			return nil, fmt.Errorf("AWS settings: %w", err)
		}
		return &bedrock.Reader{Client: bedrockruntime.NewFromConfig(cfg), Model: c.model, Profile: c.profile, Thinking: c.thinking, FreeTool: c.freeTool}, nil
	}
	return nil, fmt.Errorf("%w: reader %q is none of offline, bedrock", desk.ErrInvalid, c.name)
}
