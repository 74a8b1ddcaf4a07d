using System.Net.Mime;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace PerturbSeg.Web.Hosting;

/// <summary>The OpenAPI document of what other programs may call; the page's own requests are no part of it.</summary>
internal static class ApiDescription
{
    /// <summary>Describes.</summary>
    public static void Configure(OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "PerturbSeg",
                Version = "v1",
                Description = "Masks of photos. Refusals are application/problem+json (RFC 9457): 413 too large, 415 no photo, 422 damaged, 429 too many at once, 503 too slow.",
            };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            if (context.Description.HttpMethod == "POST")
                operation.RequestBody = PhotoBody();
            return Task.CompletedTask;
        });
    }

    private static OpenApiRequestBody PhotoBody()
    {
        var file = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" };
        var form = new OpenApiSchema { Type = JsonSchemaType.Object, AdditionalProperties = file };
        return new OpenApiRequestBody
        {
            Description = "The file of a photo, or a form with files.",
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                [MediaTypeNames.Application.Octet] = new() { Schema = file },
                [MediaTypeNames.Multipart.FormData] = new() { Schema = form },
            },
        };
    }
}
