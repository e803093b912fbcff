package awstest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// policy is what a function may, as IAM reads it: what no statement allows is
// refused, and what one denies is refused whatever others allow.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
type policy []statement

// statement is one of a policy: of resources, or of all but some. NotAction and the like are
// in none of ours: to read one fails.
type statement struct {
	Sid, Effect      string
	Action, Resource texts
	NotResource      texts
	Condition        map[string]map[string]texts // by operator and key
}

// ask is one right that a call needs.
type ask struct {
	action, resource string
	keys             map[string][]string // the condition keys that the call carries
}

func (a ask) String() string {
	if len(a.keys) == 0 {
		return a.action + " on " + a.resource
	}
	return a.action + " on " + a.resource + " " + strings.TrimPrefix(fmt.Sprint(a.keys), "map")
}

// texts are a text, or a list of them.
type texts []string

// UnmarshalJSON implements json.Unmarshaler.
func (s *texts) UnmarshalJSON(raw []byte) error {
	if !bytes.HasPrefix(raw, []byte("[")) {
		raw = append(append([]byte("["), raw...), ']')
	}
	return json.Unmarshal(raw, (*[]string)(s))
}

// readPolicy reads the statements of a function's policies, their texts resolved.
func readPolicy(raw []byte) (policy, error) {
	var in []struct {
		Version   string
		Statement policy
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&in); err != nil {
		return nil, err
	}
	var all policy
	for _, p := range in {
		all = append(all, p.Statement...)
	}
	for _, s := range all {
		if s.Effect != "Allow" && s.Effect != "Deny" || len(s.Action) == 0 || (len(s.Resource) == 0) == (len(s.NotResource) == 0) {
			return nil, fmt.Errorf("statement %s is not of the kind that the tests know", s.Sid)
		}
		for op := range s.Condition {
			if op != "StringLike" && op != "ForAllValues:StringLike" {
				return nil, fmt.Errorf("statement %s: the tests don't know %s", s.Sid, op)
			}
		}
	}
	return all, nil
}

func (p policy) allows(a ask) bool {
	allowed := false
	for _, s := range p {
		if s.fits(a) {
			if s.Effect == "Deny" {
				return false
			}
			allowed = true
		}
	}
	return allowed
}

// fits says whether a statement speaks of what is asked for.
func (s statement) fits(a ask) bool {
	if !slices.ContainsFunc(s.Action, func(p string) bool { return like(strings.ToLower(p), strings.ToLower(a.action)) }) ||
		slices.ContainsFunc(append(s.Resource, s.NotResource...), func(p string) bool { return likeARN(p, a.resource) }) != (len(s.Resource) > 0) {
		return false
	}
	for op, of := range s.Condition {
		for key, patterns := range of {
			values := a.keys[key]
			// A call that does not carry the key: StringLike is false, ForAllValues is
			// true. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
			if op == "StringLike" && len(values) == 0 {
				return false
			}
			for _, v := range values {
				if !slices.ContainsFunc(patterns, func(p string) bool { return like(p, v) }) {
					return false
				}
			}
		}
	}
	return true
}

// likeARN is like for each of an ARN's six parts: a wildcard ends with its part.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
func likeARN(pattern, arn string) bool {
	if pattern == "*" {
		return true
	}
	ps, as := strings.SplitN(pattern, ":", 6), strings.SplitN(arn, ":", 6)
	if len(ps) != len(as) {
		return false
	}
	for i := range ps {
		if !like(ps[i], as[i]) {
			return false
		}
	}
	return true
}

// like matches with * for any number of characters and ? for one.
func like(pattern, s string) bool {
	for i := range len(pattern) {
		switch {
		case pattern[i] == '*':
			for j := range len(s) - i + 1 {
				if like(pattern[i+1:], s[i+j:]) {
					return true
				}
			}
			return false
		case i >= len(s) || pattern[i] != '?' && pattern[i] != s[i]:
			return false
		}
	}
	return len(pattern) == len(s)
}

// TestPolicy: what is allowed and its twin that is not.
func TestPolicy(t *testing.T) {
	p, err := readPolicy([]byte(`[{"Version":"2012-10-17","Statement":[
		{"Effect":"Allow","Action":["dynamodb:GetItem","dynamodb:Query"],"Resource":["arn:aws:dynamodb:r:1:table/t","arn:aws:dynamodb:r:1:table/t/index/*"]},
		{"Effect":"Allow","Action":"dynamodb:DeleteItem","Resource":"arn:aws:dynamodb:r:1:table/t","Condition":{"ForAllValues:StringLike":{"dynamodb:LeadingKeys":["C#*","LIVE"]}}},
		{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/f*"},
		{"Effect":"Deny","Action":"s3:Delete?bject","Resource":"*"},
		{"Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:s3:::b","Condition":{"StringLike":{"s3:prefix":"in/*"}}},
		{"Effect":"Allow","Action":"bedrock:InvokeModel","Resource":"arn:aws:bedrock:eu-*::foundation-model/m"},
		{"Effect":"Allow","Action":"sqs:*","Resource":"*"},
		{"Effect":"Deny","Action":"sqs:ReceiveMessage","NotResource":["arn:aws:sqs:r:1:own","arn:aws:sqs:r:1:other"]}
	]}]`))
	if err != nil {
		t.Fatal(err)
	}
	of := func(key string, values ...string) map[string][]string { return map[string][]string{key: values} }
	const leading, table = "dynamodb:LeadingKeys", "arn:aws:dynamodb:r:1:table/t"
	for _, tt := range []struct{ yes, no ask }{
		{ask{"dynamodb:GetItem", table, nil}, ask{"dynamodb:PutItem", table, nil}},
		{ask{"DynamoDB:getitem", table, nil}, ask{"dynamodb:GetItem", "arn:aws:dynamodb:r:1:table/T", nil}},
		{ask{"dynamodb:Query", table + "/index/x", nil}, ask{"dynamodb:Query", "arn:aws:dynamodb:r:1:table/other/index/x", nil}},
		{ask{"dynamodb:DeleteItem", table, of(leading, "C#1")}, ask{"dynamodb:DeleteItem", table, of(leading, "D#1")}},
		{ask{"dynamodb:DeleteItem", table, of(leading, "LIVE", "C#2")}, ask{"dynamodb:DeleteItem", table, of(leading, "LIVE", "LIVED")}},
		{ask{"dynamodb:DeleteItem", table, nil}, ask{"dynamodb:DeleteItem", table + "/index/x", of(leading, "C#1")}},
		{ask{"s3:GetObject", "arn:aws:s3:::b/f/1:2", nil}, ask{"s3:GetObject", "arn:aws:s3:::b/e", nil}},
		{ask{"s3:PutObject", "arn:aws:s3:::b/f", nil}, ask{"s3:DeleteObject", "arn:aws:s3:::b/f", nil}},
		{ask{"s3:ListBucket", "arn:aws:s3:::b", of("s3:prefix", "in/")}, ask{"s3:ListBucket", "arn:aws:s3:::b", of("s3:prefix", "out/")}},
		{ask{"s3:ListBucket", "arn:aws:s3:::b", of("s3:prefix", "in/x")}, ask{"s3:ListBucket", "arn:aws:s3:::b", nil}},
		{ask{"bedrock:InvokeModel", "arn:aws:bedrock:eu-west-1::foundation-model/m", nil}, ask{"bedrock:InvokeModel", "arn:aws:bedrock:us-east-1::foundation-model/m", nil}},
		{ask{"sqs:ReceiveMessage", "arn:aws:sqs:r:1:own", nil}, ask{"sqs:ReceiveMessage", "arn:aws:sqs:r:1:owner", nil}},
		{ask{"sqs:SendMessage", "arn:aws:sqs:r:1:any", nil}, ask{"sqs:ReceiveMessage", "arn:aws:sqs:r:1:any", nil}},
		{ask{"bedrock:InvokeModel", "arn:aws:bedrock:eu-1::foundation-model/m", nil}, ask{"bedrock:InvokeModel", "arn:aws:bedrock:eu-1:x:foundation-model/m", nil}},
	} {
		if !p.allows(tt.yes) {
			t.Errorf("refused: %s", tt.yes)
		}
		if p.allows(tt.no) {
			t.Errorf("allowed: %s", tt.no)
		}
	}
	for _, unknown := range []string{
		`[{"Statement":[{"Effect":"Allow","NotAction":"s3:*","Resource":"*"}]}]`, `[{"Statement":[{"Effect":"allow","Action":"s3:*","Resource":"*"}]}]`,
		`[{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"k":"v"}}}]}]`, `[{"Statement":[{"Effect":"Allow","Action":"s3:*"}]}]`,
		`[{"Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*","NotResource":"*"}]}]`,
	} {
		if p, err := readPolicy([]byte(unknown)); err == nil {
			t.Errorf("%s is read as %v", unknown, p)
		}
	}
}
