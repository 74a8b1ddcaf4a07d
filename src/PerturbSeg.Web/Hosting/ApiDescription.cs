using System.Globalization;
using System.Net.Mime;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace PerturbSeg.Web.Hosting;

/// <summary>The OpenAPI document of what other programs may call; the page's own requests are no part of it.</summary>
internal static class ApiDescription
{
    private const string Token = "token";
    private static readonly (int Status, string Why)[] Refusals =
    [
        (400, "No photo, no such format, or a body that is cut off."), (401, "No token."), (403, "A page of another site asks."), (404, "No such run."), (409, "The run has no segmenter."),
        (413, "The body is too large."), (415, "No photo that is read here."), (421, "The server has another name."), (422, "Damaged, or too many pixels."), (429, "Too many requests at once."), (503, "It took too long."),
    ];

    /// <summary>Describes.</summary>
    public static void Configure(OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "PerturbSeg",
                Version = "v1",
                Description = "Masks of photos. Refusals are application/problem+json (RFC 9457).",
            };
            (document.Components ??= new OpenApiComponents()).SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [Token] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "Where the server was started with --token." },
            };
            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Token, document)] = [] }, new OpenApiSecurityRequirement()];
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            if (context.Description.HttpMethod == "POST")
                DescribePhotos(operation);
            return Task.CompletedTask;
        });
    }

    private static void DescribePhotos(OpenApiOperation operation)
    {
        operation.RequestBody = PhotoBody();
        foreach ((string type, OpenApiMediaType answer) in operation.Responses?["200"].Content ?? new Dictionary<string, OpenApiMediaType>())
        {
            answer.Schema = type == MediaTypeNames.Application.Json ? new OpenApiSchema { Type = JsonSchemaType.Object } : File();
        }

        IList<IOpenApiParameter> parameters = operation.Parameters ??= [];
        parameters.Add(new OpenApiParameter { Name = "name", In = ParameterLocation.Query, Description = "What the photo is called, such as a.jpg.", Schema = new OpenApiSchema { Type = JsonSchemaType.String } });
        foreach (OpenApiParameter format in parameters.OfType<OpenApiParameter>().Where(parameter => parameter.Name == "format"))
            format.Required = true;
        foreach ((int status, string why) in Refusals)
        {
            (operation.Responses ??= [])[status.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponse
            {
                Description = why,
                Content = new Dictionary<string, OpenApiMediaType> { ["application/problem+json"] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.Object } } },
            };
        }
    }

    private static OpenApiSchema File() => new() { Type = JsonSchemaType.String, Format = "binary" };

    private static OpenApiRequestBody PhotoBody()
    {
        var form = new OpenApiSchema { Type = JsonSchemaType.Object, AdditionalProperties = File() };
        return new OpenApiRequestBody
        {
            Description = "The file of a photo, or a form with files.",
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                [MediaTypeNames.Application.Octet] = new() { Schema = File() },
                [MediaTypeNames.Multipart.FormData] = new() { Schema = form },
            },
        };
    }
}
