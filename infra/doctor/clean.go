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
	ssmtypes "github.com/aws/aws-sdk-go-v2/service/ssm/types"
)

// clean takes away what CloudFormation can't: the bucket's files and the first
// key's parameter. A stack that is protected is left alone. Repeating does the
// rest of what was cut off.
func clean(ctx context.Context, cfg aws.Config, name string, out io.Writer) error {
	s, err := describe(ctx, cfg, name)
	if err != nil {
		return err
	}
	if s.Parameters["Protect"] == "true" {
		return errors.New("the stack is protected: deploy it with Protect=false first")
	}
	n, err := emptied(ctx, s3.NewFromConfig(cfg, func(o *s3.Options) { o.UsePathStyle = o.BaseEndpoint != nil }), s.Outputs["FilesBucket"])
	if err != nil {
		return fmt.Errorf("empty the bucket %s: %w", s.Outputs["FilesBucket"], err)
	}
	parameter := "/" + name + "/first-key"
	var gone *ssmtypes.ParameterNotFound
	if _, err := ssm.NewFromConfig(cfg).DeleteParameter(ctx, &ssm.DeleteParameterInput{Name: &parameter}); err != nil && !errors.As(err, &gone) {
		return fmt.Errorf("delete the parameter %s: %w", parameter, err)
	}
	fmt.Fprintf(out, "%d files deleted, the first key's parameter too\n", n)
	return nil
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
