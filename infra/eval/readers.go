package main

import (
	"context"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/reader/offline"
)

func readerNamed(_ context.Context, name string) (flow.Reader, error) {
	switch name {
	case "offline":
		return offline.Reader{}, nil
	}
	return nil, fmt.Errorf("%w: reader %q is none of offline, bedrock", desk.ErrInvalid, name)
}
