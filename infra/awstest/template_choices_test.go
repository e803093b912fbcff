//go:build aws

package awstest_test

import (
	"net/http"
	"testing"
)

// TestTemplateChoices: what a stack's parameters turn on, its functions may, and not
// before: the models that choose the bot's answers, and the folder of recordings. The
// tests on servers have only what is on by default.
func TestTemplateChoices(t *testing.T) {
	const bucket = "arn:aws:s3:::b"
	refs := map[string]string{
		"AWS::Partition": "aws", "AWS::Region": region, "AWS::AccountId": account, "AWS::StackName": "s", "Table.Arn": "arn:aws:dynamodb:r:1:table/t", "Table.StreamArn": "arn:aws:dynamodb:r:1:table/t/stream/1", "Files.Arn": bucket, "Letters.Arn": "arn:aws:s3:::letters",
		"Outbox.Arn": "arn:aws:sqs:r:1:o", "QuietQueue.Arn": "arn:aws:sqs:r:1:q", "Closing": "arn:aws:states:r:1:stateMachine:c", "Live": "live",
	}
	invokes := func(path string) []ask {
		r, err := http.NewRequest(http.MethodPost, "http://h/model/"+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		asks, err := modelAsks(r.URL)
		if err != nil {
			t.Fatal(err)
		}
		return asks
	}
	in := []ask{
		{action: "s3:ListBucket", resource: bucket, keys: map[string][]string{"s3:prefix": {"recordings/in/"}}},
		{action: "s3:GetObject", resource: bucket + "/recordings/in/a.mp3"}, {action: "s3:DeleteObject", resource: bucket + "/recordings/in/a.mp3"},
		{action: "transcribe:StartTranscriptionJob", resource: "*"},
	}
	key := []ask{{action: "ssm:GetParameter", resource: "arn:aws:ssm:" + region + ":" + account + ":parameter/models/key"}}
	for _, tt := range []struct {
		name, function string
		on             map[string]string
		asks           []ask
	}{
		{"the model that chooses", "ApiFunction", map[string]string{"FaqEngine": "bedrock"}, invokes("global.anthropic.claude-haiku-5-5/converse")},
		{"the same in this region alone", "JobsFunction", map[string]string{"FaqEngine": "bedrock", "Profile": "none"}, invokes("anthropic.claude-haiku-5-5/converse")},
		{"what finds by meaning", "JobsFunction", map[string]string{"FaqEngine": "bedrock"}, invokes("amazon.titan-embed-text-v2:0/invoke")},
		{"another reader", "AnalyzeFunction", map[string]string{"Model": "amazon.nova-9", "Profile": "eu"}, invokes("eu.amazon.nova-9/converse")},
		{"the key of an endpoint", "AnalyzeFunction", map[string]string{"ModelKeyParameter": "/models/key"}, key},
		{"that of the bot's", "ApiFunction", map[string]string{"FaqEngine": "openai", "ModelKeyParameter": "/models/key"}, key},
		{"the folder of recordings", "JobsFunction", map[string]string{"Transcribe": "true", "RecordingsFolder": "true"}, in},
	} {
		r := resolver{readTemplate(t), refs}
		off, err := r.policy(tt.function)
		if err != nil {
			t.Fatal(err)
		}
		r.refs = map[string]string{}
		for _, of := range []map[string]string{refs, tt.on} {
			for k, v := range of {
				r.refs[k] = v
			}
		}
		on, err := r.policy(tt.function)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range tt.asks {
			if !on.allows(a) {
				t.Errorf("%s: %s may not %s", tt.name, tt.function, a)
			}
			if off.allows(a) {
				t.Errorf("%s: %s may %s though nobody chose it", tt.name, tt.function, a)
			}
		}
	}
}
