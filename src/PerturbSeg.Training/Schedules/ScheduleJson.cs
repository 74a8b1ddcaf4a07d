using System.Text.Json;
using System.Text.Json.Serialization;

namespace PerturbSeg.Training.Schedules;

/// <summary>
/// A constant is a number, as it was before there were schedules; a change is an object:
/// <c>{"from": 1, "to": 0.05, "once_settled": true, "over_kimg": 16}</c>.
/// </summary>
internal sealed class ScheduleJson : JsonConverter<Schedule>
{
    /// <inheritdoc/>
    public override Schedule Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number)
            return reader.GetDouble();
        Course course = JsonSerializer.Deserialize<Course>(ref reader, options) ?? throw new JsonException("A schedule is a number or an object.");
        return new Schedule
        {
            From = course.From,
            To = course.To,
            StartKimg = course.StartKimg,
            OnceSettled = course.OnceSettled,
            OverKimg = course.OverKimg,
            Curve = course.Curve,
        };
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Schedule value, JsonSerializerOptions options)
    {
        if (value.IsConstant)
            writer.WriteNumberValue(value.From);
        else
            JsonSerializer.Serialize(writer, new Course(value.From, value.To, value.StartKimg, value.OnceSettled, value.OverKimg, value.Curve), options);
    }

    private sealed record Course(
        [property: JsonRequired] double From,
        [property: JsonRequired] double To,
        double StartKimg = 0,
        bool OnceSettled = false,
        double OverKimg = 0,
        ScheduleCurve Curve = ScheduleCurve.Cosine);
}
