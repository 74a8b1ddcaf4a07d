using PerturbSeg.Torch.Native;
using TorchSharp;

namespace PerturbSeg.Torch;

/// <summary>
/// Linear maps that libtorch knows nothing of, differentiable as often as asked: the slopes of y = A x go back through Aᵀ, and those of Aᵀ through A.
/// </summary>
public static class LinearMap
{
    /// <summary>Applies a linear map.</summary>
    /// <param name="x">What is mapped.</param>
    /// <param name="map">A. It gets and gives tensors without derivatives.</param>
    /// <param name="adjoint">Aᵀ, from tensors like what the map gives to tensors like <paramref name="x"/>.</param>
    /// <returns>A x, owned by the open scope.</returns>
    public static Tensor Apply(Tensor x, Func<Tensor, Tensor> map, Func<Tensor, Tensor> adjoint)
    {
        var maps = new Maps(map, adjoint);
        return Call.Of(x, inner => Function.apply(inner, maps));
    }

    private sealed record Maps(Func<Tensor, Tensor> Forward, Func<Tensor, Tensor> Back);

    // What goes in and out belongs to the open scope, since TorchSharp frees neither.
    private sealed class Function : torch.autograd.SingleTensorFunction<Function>
    {
        public override string Name => nameof(LinearMap);

        public override TorchTensor forward(torch.autograd.AutogradContext ctx, params object[] vars)
        {
            var maps = (Maps)vars[1];
            ctx.save_data(nameof(Maps), maps);
            using var scope = new TensorScope();
            return scope.MoveOut(maps.Forward(Tensor.Of((TorchTensor)vars[0]))).Inner;
        }

        public override List<TorchTensor> backward(torch.autograd.AutogradContext ctx, TorchTensor grad_output)
        {
            var maps = (Maps)ctx.get_data(nameof(Maps));
            return [Apply(new Tensor(grad_output), maps.Back, maps.Forward).Inner, null!];
        }
    }
}
