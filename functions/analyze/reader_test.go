package main

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/boot"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/reader"
	"github.com/sufler/sufler/shared/reader/bedrock"
	"github.com/sufler/sufler/shared/reader/openai"
	"github.com/sufler/sufler/shared/store/vault"
)

// parameters hold one key.
type parameters struct{ name, value string }

func (p parameters) Get(_ context.Context, name string) (vault.Parameter, bool, error) {
	return vault.Parameter{Value: p.value}, name == p.name, nil
}

func made(t *testing.T, vars map[string]string) (flow.Reader, error) {
	t.Helper()
	env := &boot.Env{Look: func(name string) (string, bool) { v, ok := vars[name]; return v, ok }}
	h := house{Parameters: parameters{"/models/key", "k-1\n"}, Now: time.Now}
	r, err := h.reader(t.Context(), env)
	return r, errors.Join(err, env.Err())
}

// inside takes what stands around a model off.
func inside(r any) any {
	for {
		switch x := r.(type) {
		case reader.SecondOpinion:
			r = x.First
		case reader.Daily:
			r = x.Reader
		case reader.Masked:
			r = x.Reader
		case reader.Prompted:
			r = x.Model
		default:
			return r
		}
	}
}

func TestBedrocksThinkingSuitsTheModel(t *testing.T) {
	for _, c := range []struct {
		rule, model, set, want string
		free                   bool
	}{
		{"the default model may not think, since it is forced", "anthropic.claude-haiku-5-5", "", "disabled", false},
		{"a model that thinks is not forced", "anthropic.claude-haiku-5-5", "adaptive", "adaptive", true},
		{"none is told as nothing", "anthropic.claude-haiku-4-5-20251001-v1:0", "none", "", false},
		{"others don't know the word", "amazon.nova-2-lite-v1:0", "", "", false},
	} {
		r, err := made(t, map[string]string{"MODEL": c.model, "PROFILE": "eu", "THINKING": c.set})
		if err != nil {
			t.Fatal(err)
		}
		if b := inside(r).(*bedrock.Model); b.Thinking != c.want || b.FreeTool != c.free || b.Temperature != nil {
			t.Errorf("%s: got thinking %q, free %v, temperature %v", c.rule, b.Thinking, b.FreeTool, b.Temperature)
		}
	}
}

func TestBoundsAreFiniteUnlessSaid(t *testing.T) {
	r, err := made(t, map[string]string{"MODEL": "m"})
	if err != nil {
		t.Fatal(err)
	}
	agreed, ok := r.(reader.SecondOpinion)
	if !ok {
		t.Fatalf("got %T, want a second opinion", r)
	}
	daily, ok := agreed.First.(reader.Daily)
	if !ok || daily.MaxMicroUSD != reader.DefaultDayMicroUSD || daily.MaxTokens != reader.DefaultDayTokens {
		t.Errorf("got %+v, want a day's bounds", agreed.First)
	}
	if b, ok := daily.Reader.(reader.Prompted); !ok || b.Limits.RunMicroUSD != reader.DefaultRunMicroUSD || !b.Limits.Rolling {
		t.Errorf("got %+v, want a run's bounds and no mask", daily.Reader)
	}
	r, err = made(t, map[string]string{"MODEL": "m", "SECOND_OPINION": "false", "DAY_TOKENS": "0", "DAY_MICRO_USD": "0", "MASK": "true", "ROLLING": "false", "RUN_TOKENS": "9"})
	if m, ok := r.(reader.Masked); err != nil || !ok {
		t.Errorf("got %T, %v, want the mask alone", r, err)
	} else if b := m.Reader.(reader.Prompted); b.Limits.Rolling || b.Limits.RunTokens != 9 {
		t.Errorf("got %+v", b.Limits)
	}
}

func TestAModelOfOnesOwn(t *testing.T) {
	vars := map[string]string{"READER": "openai", "MODEL": "qwen3", "MODEL_ENDPOINT": "https://models.example/v1"}
	for parameter, key := range map[string]string{"": "", "/models/key": "k-1"} {
		vars["MODEL_KEY_PARAMETER"] = parameter
		r, err := made(t, vars)
		if err != nil {
			t.Fatal(err)
		}
		o := inside(r).(*openai.Model)
		if o.Key != key || o.BaseURL != "https://models.example/v1" || len(o.Allowed) != 1 || o.Allowed[0] != o.BaseURL {
			t.Errorf("parameter %q: got %+v", parameter, o)
		}
	}
	for name, value := range map[string]string{"MODEL_KEY_PARAMETER": "/lost", "MODEL_ENDPOINT": "", "READER": "crystal ball", "DAY_TOKENS": "many"} {
		bad := map[string]string{"READER": "openai", "MODEL": "qwen3", "MODEL_ENDPOINT": "https://models.example/v1", name: value}
		if _, err := made(t, bad); err == nil {
			t.Errorf("%s=%q: got no error", name, value)
		}
	}
}
