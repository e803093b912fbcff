package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// stack is what CloudFormation knows of ours.
type stack struct {
	Name       string
	Status     string
	Parameters map[string]string
	Outputs    map[string]string
}

// describeStacks is CloudFormation's answer. One call does not justify its whole
// client.
//
// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
type describeStacks struct {
	Stacks []struct {
		Status     string `xml:"StackStatus"`
		Parameters []struct {
			Key   string `xml:"ParameterKey"`
			Value string `xml:"ParameterValue"`
		} `xml:"Parameters>member"`
		Outputs []struct {
			Key   string `xml:"OutputKey"`
			Value string `xml:"OutputValue"`
		} `xml:"Outputs>member"`
	} `xml:"DescribeStacksResult>Stacks>member"`
}

// describe reads the stack.
func describe(ctx context.Context, cfg aws.Config, name string) (stack, error) {
	at := os.Getenv("AWS_ENDPOINT_URL_CLOUDFORMATION")
	if at == "" {
		at = "https://cloudformation." + cfg.Region + ".amazonaws.com/"
	}
	form := url.Values{"Action": {"DescribeStacks"}, "Version": {"2010-05-15"}, "StackName": {name}}.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, at, strings.NewReader(form))
	if err != nil {
		return stack{}, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	who, err := cfg.Credentials.Retrieve(ctx)
	if err != nil {
		return stack{}, err
	}
	sum := sha256.Sum256([]byte(form))
	if err := v4.NewSigner().SignHTTP(ctx, who, req, hex.EncodeToString(sum[:]), "cloudformation", cfg.Region, time.Now()); err != nil {
		return stack{}, err
	}
	res, err := (&http.Client{Timeout: patience}).Do(req)
	if err != nil {
		return stack{}, fmt.Errorf("CloudFormation does not answer in %s: is that a region? %w", cfg.Region, err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	if err != nil {
		return stack{}, err
	}
	return read(raw, res.StatusCode, cfg.Region, name)
}

func read(raw []byte, status int, region, name string) (stack, error) {
	switch {
	case strings.Contains(string(raw), "does not exist"):
		return stack{}, fmt.Errorf("there is no stack %s in %s: run make deploy, or name another with STACK=… and AWS_REGION", name, region)
	case status == http.StatusForbidden:
		return stack{}, fmt.Errorf("CloudFormation refuses: the credentials are wrong, expired, or lack cloudformation:DescribeStacks")
	}
	var got describeStacks
	if err := xml.Unmarshal(raw, &got); err != nil || len(got.Stacks) != 1 {
		return stack{}, fmt.Errorf("CloudFormation answered %d and nothing that can be read", status)
	}
	s := stack{Name: name, Status: got.Stacks[0].Status, Parameters: map[string]string{}, Outputs: map[string]string{}}
	for _, p := range got.Stacks[0].Parameters {
		s.Parameters[p.Key] = p.Value
	}
	for _, o := range got.Stacks[0].Outputs {
		s.Outputs[o.Key] = o.Value
	}
	return s, nil
}
