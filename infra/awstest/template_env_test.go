//go:build aws

package awstest_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// stackTemplate is template.yaml, as far as it is looked at here.
type stackTemplate struct {
	Parameters map[string]struct{ Default any }
	Mappings   map[string]map[string]map[string]any
	Conditions map[string]any
	Globals    struct {
		Function struct {
			Environment struct{ Variables map[string]any }
		}
	}
	Resources map[string]struct {
		Type       string
		DependsOn  any
		Properties map[string]any
	}
}

func readTemplate(t testing.TB) stackTemplate {
	t.Helper()
	raw, err := os.ReadFile(*template)
	if err != nil {
		t.Fatal(err)
	}
	var s stackTemplate
	if err := json.Unmarshal(raw, &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// resolver makes a template's expressions strings: what Ref and GetAtt stand
// for is given, parameters have their defaults unless that is given too.
type resolver struct {
	stackTemplate
	refs map[string]string
}

// environment is what the template gives a function.
func (r resolver) environment(logical string) ([]string, error) {
	all := maps.Clone(r.Globals.Function.Environment.Variables)
	own, _ := r.Resources[logical].Properties["Environment"].(map[string]any)
	vars, _ := own["Variables"].(map[string]any)
	maps.Copy(all, vars)
	var out []string
	for name, v := range all {
		s, err := r.text(v)
		if err != nil {
			return nil, fmt.Errorf("%s of %s: %w", name, logical, err)
		}
		out = append(out, name+"="+s)
	}
	return out, nil
}

// number is a property of a resource that is a number.
func (r resolver) number(logical, property string) int {
	n, _ := r.Resources[logical].Properties[property].(float64)
	return int(n)
}

var substitution = regexp.MustCompile(`\$\{([^}!]+)\}`)

func (r resolver) text(v any) (string, error) {
	switch v := v.(type) {
	case string:
		return v, nil
	case float64, bool:
		return fmt.Sprint(v), nil
	case map[string]any:
		for how, what := range v {
			switch how {
			case "Ref":
				return r.ref(fmt.Sprint(what))
			case "Fn::If":
				args := what.([]any)
				yes, err := r.condition(r.Conditions[args[0].(string)])
				if err != nil {
					return "", err
				}
				if yes {
					return r.text(args[1])
				}
				return r.text(args[2])
			case "Fn::Sub":
				var bad error
				out := substitution.ReplaceAllStringFunc(what.(string), func(m string) string {
					s, err := r.ref(strings.Trim(m, "${}"))
					if err != nil {
						bad = err
					}
					return s
				})
				return out, bad
			}
		}
	}
	return "", fmt.Errorf("can't resolve %v", v)
}

// value resolves all that is in v; what is AWS::NoValue is left out of its list.
func (r resolver) value(v any) (any, error) {
	switch v := v.(type) {
	case []any:
		var out []any
		for _, one := range v {
			got, err := r.value(one)
			if err != nil {
				return nil, err
			}
			if got != nil {
				out = append(out, got)
			}
		}
		return out, nil
	case map[string]any:
		for how, what := range v {
			switch how {
			case "Ref":
				if what == "AWS::NoValue" {
					return nil, nil
				}
				return r.ref(fmt.Sprint(what))
			case "Fn::GetAtt":
				return r.ref(fmt.Sprintf("%s.%s", what.([]any)...))
			case "Fn::If":
				args := what.([]any)
				yes, err := r.condition(r.Conditions[args[0].(string)])
				if err != nil {
					return nil, err
				}
				if yes {
					return r.value(args[1])
				}
				return r.value(args[2])
			case "Fn::FindInMap":
				args, err := r.value(what)
				if err != nil {
					return nil, err
				}
				at := args.([]any)
				return r.Mappings[at[0].(string)][at[1].(string)][at[2].(string)], nil
			case "Fn::Sub":
				if args, ok := what.([]any); ok { // with names of its own
					return r.named(args[1].(map[string]any), args[0])
				}
				return r.text(v)
			}
		}
		out := map[string]any{}
		for k, one := range v {
			got, err := r.value(one)
			if err != nil {
				return nil, err
			}
			out[k] = got
		}
		return out, nil
	}
	return v, nil
}

// named substitutes in a text that names things for itself.
func (r resolver) named(own map[string]any, text any) (string, error) {
	refs := maps.Clone(r.refs)
	for name, v := range own {
		got, err := r.value(v)
		if err != nil {
			return "", err
		}
		refs[name] = fmt.Sprint(got)
	}
	return resolver{r.stackTemplate, refs}.text(map[string]any{"Fn::Sub": text})
}

func (r resolver) ref(name string) (string, error) {
	if s, ok := r.refs[name]; ok {
		return s, nil
	}
	if p, ok := r.Parameters[name]; ok {
		if n, ok := p.Default.(float64); ok { // twenty million is no 2e+07
			return strconv.FormatFloat(n, 'f', -1, 64), nil
		}
		return fmt.Sprint(p.Default), nil
	}
	return "", fmt.Errorf("nothing is called %s", name)
}

func (r resolver) condition(v any) (bool, error) {
	for how, what := range v.(map[string]any) {
		args := what.([]any)
		switch how {
		case "Fn::And":
			for _, one := range args {
				if yes, err := r.condition(one); err != nil || !yes {
					return false, err
				}
			}
			return true, nil
		case "Fn::Not":
			yes, err := r.condition(args[0])
			return !yes, err
		case "Fn::Equals":
			a, err := r.text(args[0])
			if err != nil {
				return false, err
			}
			b, err := r.text(args[1])
			return a == b, err
		}
	}
	return false, fmt.Errorf("no such condition: %v", v)
}
