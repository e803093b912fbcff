package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
)

// clean takes away what CloudFormation can't: the buckets' files and the
// parameters that hold the first key and the lines' secrets. A stack that is protected is left alone. Repeating does the
// rest of what was cut off.
func clean(ctx context.Context, cfg aws.Config, name string, out io.Writer) error {
	s, err := describe(ctx, cfg, name)
	if err != nil {
		return err
	}
	if s.Parameters["Protect"] == "true" {
		return errors.New("the stack is protected: deploy it with Protect=false first")
	}
	n := 0
	for _, bucket := range []string{s.Outputs["FilesBucket"], s.Outputs["LettersBucket"]} {
		if bucket == "" {
			continue // it was deployed before there was one
		}
		gone, err := emptied(ctx, objects(cfg), bucket)
		if n += gone; err != nil {
			return fmt.Errorf("empty the bucket %s: %w", bucket, err)
		}
	}
	m, err := forgotten(ctx, ssm.NewFromConfig(cfg), "/"+name)
	if err != nil {
		return fmt.Errorf("delete the parameters below /%s: %w", name, err)
	}
	fmt.Fprintf(out, "%d files and %d parameters deleted\n", n, m)
	return nil
}

// objects calls S3.
func objects(cfg aws.Config) *s3.Client {
	return s3.NewFromConfig(cfg, func(o *s3.Options) { o.UsePathStyle = o.BaseEndpoint != nil })
}

// forgotten deletes all parameters below a path, ten at a time, and says how
// many.
func forgotten(ctx context.Context, client *ssm.Client, path string) (int, error) {
	n := 0
	for {
		page, err := client.GetParametersByPath(ctx, &ssm.GetParametersByPathInput{Path: &path, Recursive: aws.Bool(true), MaxResults: aws.Int32(10)})
		if err != nil || len(page.Parameters) == 0 && page.NextToken == nil {
			return n, err
		}
		var names []string
		for _, p := range page.Parameters {
			names = append(names, aws.ToString(p.Name))
		}
		if len(names) == 0 {
			return n, errors.New("an empty page with more to come")
		}
		done, err := client.DeleteParameters(ctx, &ssm.DeleteParametersInput{Names: names})
		if err != nil {
			return n, err
		}
		n += len(done.DeletedParameters)
	}
}

// emptied deletes all files, a thousand at a time, and says how many.
func emptied(ctx context.Context, client *s3.Client, bucket string) (int, error) {
	n := 0
	for {
		page, err := client.ListObjectsV2(ctx, &s3.ListObjectsV2Input{Bucket: &bucket})
		if err != nil || len(page.Contents) == 0 {
			return n, err
		}
		var ids []s3types.ObjectIdentifier
		for _, o := range page.Contents {
			ids = append(ids, s3types.ObjectIdentifier{Key: o.Key})
		}
		done, err := client.DeleteObjects(ctx, &s3.DeleteObjectsInput{Bucket: &bucket, Delete: &s3types.Delete{Objects: ids, Quiet: aws.Bool(true)}})
		if err != nil {
			return n, err
		}
		if len(done.Errors) > 0 {
			return n, fmt.Errorf("%s: %s", aws.ToString(done.Errors[0].Key), aws.ToString(done.Errors[0].Code))
		}
		n += len(ids)
	}
}
