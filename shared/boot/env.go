package boot

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// Env reads settings from the environment. A value that is missing or can't be
// read is noted, and Err tells of all of them at once, by name.
type Env struct {
	Look   func(name string) (string, bool) // os.LookupEnv
	faults []error
}

// NewEnv reads the process's own environment.
func NewEnv() *Env { return &Env{Look: os.LookupEnv} }

// Err is what was wrong so far, nil if nothing was. Values themselves are not
// told: one may be a secret that slipped into the wrong name.
func (e *Env) Err() error { return errors.Join(e.faults...) }

// Text is a setting that must be there.
func (e *Env) Text(name string) string {
	s, _ := e.Look(name)
	if s == "" {
		e.faults = append(e.faults, fmt.Errorf("the environment variable %s is missing or empty", name))
	}
	return s
}

// TextOr is a setting that may be missing.
func (e *Env) TextOr(name, otherwise string) string {
	if s, _ := e.Look(name); s != "" {
		return s
	}
	return otherwise
}

// List is what stands between commas, and may be missing.
func (e *Env) List(name string) (out []string) {
	for _, s := range strings.Split(e.TextOr(name, ""), ",") {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// Int is a whole number that may be missing.
func (e *Env) Int(name string, otherwise int) int {
	return parsed(e, name, otherwise, "a whole number", strconv.Atoi)
}

// Bool is "true" or "false", and may be missing.
func (e *Env) Bool(name string, otherwise bool) bool {
	return parsed(e, name, otherwise, "true or false", strconv.ParseBool)
}

// Duration is like "30s", and may be missing.
func (e *Env) Duration(name string, otherwise time.Duration) time.Duration {
	return parsed(e, name, otherwise, `a duration like "30s"`, time.ParseDuration)
}

// Float is a number; nil if it is missing.
func (e *Env) Float(name string) *float32 {
	return parsed(e, name, nil, "a number", func(s string) (*float32, error) {
		f, err := strconv.ParseFloat(s, 32)
		f32 := float32(f)
		return &f32, err
	})
}

func parsed[T any](e *Env, name string, otherwise T, what string, parse func(string) (T, error)) T {
	s, _ := e.Look(name)
	if s == "" {
		return otherwise
	}
	v, err := parse(s)
	if err != nil {
		e.faults = append(e.faults, fmt.Errorf("the environment variable %s is not %s", name, what))
		return otherwise
	}
	return v
}

// Account is where a function runs and as whom, as Lambda tells it. Its
// credentials hold as long as the process: Lambda makes a new one before they
// expire. Reading them here keeps the SDK's whole chain of other sources out of
// the function: 650 kB and 3 ms of each cold start.
//
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
type Account struct {
	Region, KeyID, Secret, Session string
}

// Account reads it.
func (e *Env) Account() Account {
	return Account{
		Region: e.Text("AWS_REGION"), KeyID: e.Text("AWS_ACCESS_KEY_ID"),
		Secret: e.Text("AWS_SECRET_ACCESS_KEY"), Session: e.TextOr("AWS_SESSION_TOKEN", ""),
	}
}

// Endpoint is where a service is reached, nil for its own address. Another
// address is for tests and private gateways; the names of the variables are the
// SDKs' own: AWS_ENDPOINT_URL_DYNAMODB, …_SQS, …_SFN, …_BEDROCK_RUNTIME.
//
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
func (e *Env) Endpoint(service string) *string {
	s := e.TextOr("AWS_ENDPOINT_URL_"+service, e.TextOr("AWS_ENDPOINT_URL", ""))
	if s == "" {
		return nil
	}
	return &s
}
